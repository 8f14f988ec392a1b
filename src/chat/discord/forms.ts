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
import type { Submitted } from "./modal-values.ts";
import { submitted, withUploads } from "./modal-values.ts";
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
  readonly egress: Pick<Egress, "download" | "fileOrigins">;
  readonly now: () => number;
}

/** What a form was filled in with. */
export interface Filled {
  /** Without what is in files: enough to say who may see the answer. */
  readonly what: Request["what"];
  /** All of it, with what was in files. Throws a Problem for a file that cannot be had or is no text. */
  whole(): Promise<Request["what"]>;
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

  /**
   * What a filled in form asks for, once: nothing is fetched yet, as it has to be acknowledged first. Throws a Problem that names
   * the field that is wrong, or says that the form is void.
   */
  read(submission: APIModalSubmitInteraction, user: string): Filled {
    const id = decodeCustomId(submission.data.custom_id);
    const opened = typeof id === "object" && id.kind === "form" ? this.#opened.get(id.key) : undefined;
    if (typeof id !== "object" || !opened || opened.user !== user || opened.until < this.#parts.now()) {
      throw new Problem("bad-input", "This form is too old, or the bot was restarted since.", {
        hint: "Type the command again.",
      });
    }
    const { commands, egress } = this.#parts;
    const filled = submitted(submission, opened.path, opened.given, commands, egress.fileOrigins);
    this.#opened.delete(id.key);
    return { what: filled.what, whole: () => this.#fetched(filled) };
  }

  async #fetched(filled: Submitted): Promise<Request["what"]> {
    const { egress } = this.#parts;
    const files = filled.uploads.map(
      async ({ option, url }) => [option, await egress.download(url, UPLOAD_BYTES)] as const,
    );
    return withUploads(filled, new Map(await Promise.all(files)));
  }

  #forget(): void {
    for (const [key, { until }] of this.#opened) {
      if (this.#opened.size <= MOST && until > this.#parts.now()) break;
      this.#opened.delete(key);
    }
  }
}
