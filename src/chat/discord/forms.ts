import { randomBytes } from "node:crypto";
import { InteractionResponseType } from "discord.js";
import type { APIInteractionResponse, APIModalSubmitInteraction } from "discord.js";
import type { APIChatInputApplicationCommandInteraction } from "discord.js";
import type { Request } from "#core/chat.ts";
import type { Commands } from "#core/command.ts";
import { Problem } from "#core/problem.ts";
import { decodeCustomId, encodeCustomId } from "./custom-id.ts";
import type { Egress } from "./egress.ts";
import { UPLOAD_BYTES } from "./limits.ts";
import { modalFor } from "./modal.ts";
import { submitted, UPLOAD_ORIGINS, withUploads } from "./modal-values.ts";
import { formWanted } from "./values.ts";

/** Discord keeps an open form no longer than its interaction; one that was closed is never told about. */
const LIFE_MS = 15 * 60_000;
const MOST = 1_000;

interface Opened {
  readonly user: string;
  readonly path: string;
  readonly given: Readonly<Record<string, unknown>>;
  readonly until: number;
}

export interface FormsParts {
  readonly commands: Commands;
  readonly download: Egress["download"];
  readonly now: () => number;
  /** Where uploads may be fetched from; Discord's own file hosts unless a test says otherwise. */
  readonly origins?: readonly string[];
}

/** The forms that were opened: a form carries a key only, and what was given before it is remembered here. */
export class Forms {
  readonly #parts: FormsParts;
  readonly #opened = new Map<string, Opened>();

  constructor(parts: FormsParts) {
    this.#parts = parts;
  }

  /** A form for what the command lacks; undefined when it lacks nothing that a form can ask for. */
  open(interaction: APIChatInputApplicationCommandInteraction, user: string): APIInteractionResponse | undefined {
    const wanted = formWanted(interaction, this.#parts.commands);
    if (!wanted) return undefined;
    const key = randomBytes(12).toString("base64url");
    const data = modalFor(wanted.path, wanted.command, wanted.values, encodeCustomId({ kind: "form", key }));
    if (!data) return undefined;
    this.#opened.set(key, { user, path: wanted.path, given: wanted.values, until: this.#parts.now() + LIFE_MS });
    this.#forget();
    return { type: InteractionResponseType.Modal, data };
  }

  /** What a filled in form asks for. Throws a Problem that names the field that is wrong, or says that the form is void. */
  async read(submission: APIModalSubmitInteraction, user: string): Promise<Request["what"]> {
    const id = decodeCustomId(submission.data.custom_id);
    const opened = typeof id === "object" && id.kind === "form" ? this.#opened.get(id.key) : undefined;
    if (typeof id !== "object" || !opened || opened.user !== user || opened.until < this.#parts.now()) {
      throw new Problem("bad-input", "This form is too old, or the bot was restarted since.", {
        hint: "Type the command again.",
      });
    }
    const { commands, download, origins = UPLOAD_ORIGINS } = this.#parts;
    const filled = submitted(submission, opened.path, opened.given, commands, origins);
    const files = filled.uploads.map(async ({ option, url }) => [option, await download(url, UPLOAD_BYTES)] as const);
    const what = withUploads(filled, new Map(await Promise.all(files)));
    this.#opened.delete(id.key);
    return what;
  }

  #forget(): void {
    for (const [key, { until }] of this.#opened) {
      if (this.#opened.size <= MOST && until > this.#parts.now()) break;
      this.#opened.delete(key);
    }
  }
}
