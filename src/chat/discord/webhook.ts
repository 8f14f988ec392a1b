import { MessageFlags, Routes } from "discord.js";
import type { APIMessageTopLevelComponent, RawFile, REST } from "discord.js";
import { patiently } from "./api-errors.ts";
import type { Rendered } from "./render.ts";

/** An interaction lives this long; a little less is counted on, as our clock and Discord's differ. */
const TOKEN_MS = 15 * 60_000;
const MARGIN_MS = 15_000;
const ORIGINAL = "@original";
/** What a message must not have beside its components. */
const NOTHING_ELSE = { content: null, embeds: [] };

export interface WebhookOptions {
  readonly rest: REST;
  readonly application: string;
  readonly token: string;
  readonly now: () => number;
  /** The message whose button was pressed is of the kind with a text and embeds: they have to go before it can be a panel. */
  readonly isLegacy?: boolean;
}

/** What an interaction may say after it was acknowledged. Every call throws what discord.js throws, or RateLimited. */
export class Webhook {
  readonly #options: WebhookOptions;
  readonly #until: number;

  constructor(options: WebhookOptions) {
    this.#options = options;
    this.#until = options.now() + TOKEN_MS - MARGIN_MS;
  }

  get isExpired(): boolean {
    return this.#options.now() > this.#until;
  }

  /** Without an id: the first answer, or the message whose button was pressed. */
  async edit(message: Rendered, id = ORIGINAL): Promise<void> {
    const { rest, application, token, isLegacy = false } = this.#options;
    const { body, files } = sent(message);
    const whole = isLegacy && id === ORIGINAL ? { ...body, ...NOTHING_ELSE } : body;
    const options = { auth: false, body: whole, files };
    await patiently(() => rest.patch(Routes.webhookMessage(application, token, id), options));
  }

  /** The components of the message whose button was pressed; its files stay. */
  async retouch(components: readonly APIMessageTopLevelComponent[]): Promise<void> {
    const { rest, application, token, isLegacy = false } = this.#options;
    const panel = { components, flags: MessageFlags.IsComponentsV2, allowed_mentions: { parse: [] } };
    const body = isLegacy ? { ...panel, ...NOTHING_ELSE } : panel;
    await patiently(() => rest.patch(Routes.webhookMessage(application, token), { auth: false, body }));
  }

  /** A further message; its id. */
  async follow(message: Rendered, isPrivate: boolean): Promise<string> {
    const { rest, application, token } = this.#options;
    const flags = isPrivate ? MessageFlags.Ephemeral : 0;
    const posted = await patiently(() =>
      rest.post(Routes.webhook(application, token), {
        auth: false,
        query: new URLSearchParams({ wait: "true" }),
        ...sent(message, flags),
      }),
    );
    return (posted as { id: string }).id;
  }

  async delete(id = ORIGINAL): Promise<void> {
    const { rest, application, token } = this.#options;
    await patiently(() => rest.delete(Routes.webhookMessage(application, token, id), { auth: false }));
  }
}

/** As what discord.js sends: bytes only, as a string would be read as a path. What a message had before is replaced. */
export function sent({ body, files }: Rendered, flags = 0) {
  return {
    body: {
      ...body,
      flags: body.flags | flags,
      // A snowflake, as all ids are: the number of the file as text.
      attachments: files.map(({ name }, number) => ({ id: String(number), filename: name })),
    },
    files: files.map(({ name, bytes }): RawFile => ({ name, data: Buffer.from(bytes) })),
  };
}
