import type { webApi } from "@slack/bolt";
import { RateLimited } from "../outbox.ts";
import type { Outbox } from "../outbox.ts";
import type { Alert } from "../alert.ts";
import { failureOf } from "./api-errors.ts";
import { formsOf } from "./render.ts";
import type { Form, Rendered } from "./render.ts";

/** A message that stands somewhere. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

/** Where a message goes: a channel, or the conversation with one person alone. */
export interface Address {
  readonly channel: string;
  readonly thread?: string | undefined;
  /** The conversation of the bot with one person: the only place besides ephemeral messages where a secret may stand. */
  readonly direct?: boolean;
}

/** The calls that write messages. Refused blocks are sent again in simpler forms; a 429 becomes RateLimited. */
export class Mail {
  readonly #client: webApi.WebClient;
  readonly outbox: Outbox<Alert>;

  constructor(client: webApi.WebClient, outbox: Outbox<Alert>) {
    this.#client = client;
    this.outbox = outbox;
  }

  async post({ channel, thread, direct }: Address, message: Rendered): Promise<Posted> {
    if (message.secret && !direct) throw new Error("A secret must not be posted where others read it");
    const sent = await this.#sendBlocks(message, ({ text, blocks }) =>
      this.#client.chat.postMessage({
        channel,
        text,
        blocks: [...blocks],
        unfurl_links: false,
        unfurl_media: false,
        ...(thread !== undefined && { thread_ts: thread }),
      }),
    );
    return { channel: sent.channel ?? channel, ts: sent.ts ?? "" };
  }

  async update({ channel, ts }: Posted, message: Rendered, direct: boolean): Promise<void> {
    if (message.secret && !direct) throw new Error("A secret must not be posted where others read it");
    await this.#sendBlocks(message, ({ text, blocks }) =>
      this.#client.chat.update({ channel, ts, text, blocks: [...blocks] }),
    );
  }

  async ephemeral({ channel, thread }: Address, user: string, message: Rendered): Promise<void> {
    await this.#sendBlocks(message, ({ text, blocks }) =>
      this.#client.chat.postEphemeral({
        channel,
        user,
        text,
        blocks: [...blocks],
        ...(thread !== undefined && { thread_ts: thread }),
      }),
    );
  }

  /** Files are for everybody in the channel; there are no ephemeral ones. Slack refuses empty files, so none is sent. */
  async upload({ channel, thread }: Address, files: Rendered["files"]): Promise<void> {
    const full = files.filter(({ bytes }) => bytes.length > 0);
    if (full.length === 0) return;
    await patiently(() =>
      this.#client.filesUploadV2({
        channel_id: channel,
        ...(thread !== undefined && { thread_ts: thread }),
        file_uploads: full.map(({ name, bytes, alt }) => ({
          file: Buffer.from(bytes),
          filename: name,
          title: name,
          ...(alt && { alt_text: alt }),
        })),
      }),
    );
  }

  async #sendBlocks<T>(message: Rendered, send: (form: Form) => Promise<T>): Promise<T> {
    const [first, ...others] = formsOf(message);
    try {
      return await patiently(() => send(first));
    } catch (error) {
      let refused = error;
      for (const form of others) {
        if (failureOf(refused).kind !== "blocks") break;
        try {
          return await patiently(() => send(form));
        } catch (again) {
          refused = again;
        }
      }
      throw refused;
    }
  }
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const failure = failureOf(error);
    throw failure.kind === "limited" ? new RateLimited(failure.retryAfterMs) : error;
  }
}
