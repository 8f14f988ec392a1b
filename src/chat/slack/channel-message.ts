import { failureOf } from "./api-errors.ts";
import type { Address, Mail, Posted } from "./mail.ts";
import type { Rendered } from "./render.ts";

/** How often the last state of a message is tried again when its answer was lost: an edit may be repeated, a post may not. */
const LAST_STATE_TRIES = 3;
const LAST_STATE_PAUSE_MS = 1_000;

/** What became of the last state: shown, or why it has to reach the caller another way. */
export type Shown = { readonly posted: Posted } | { readonly closed: string };

/** One message in a channel, posted once and edited from then on, always to its last state. */
export class ChannelMessage {
  readonly #mail: Mail;
  readonly #address: Address;
  readonly #key: string;
  #latest: Rendered | undefined;
  #sent: Rendered | undefined;
  #first: Promise<Posted> | undefined;

  constructor(mail: Mail, address: Address, key: string) {
    this.#mail = mail;
    this.#address = address;
    this.#key = key;
  }

  get begun(): boolean {
    return this.#first !== undefined;
  }

  /** A state that another will follow. Never throws: what fails is made good by the last one. */
  show(message: Rendered): void {
    void this.#show(message, false).catch(() => undefined);
  }

  /** `again` is the last state with a word that it may stand there twice, for when the first post's answer was lost. */
  async finish(message: Rendered, again: Rendered): Promise<Shown> {
    try {
      return { posted: await this.#show(message, true) };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "closed" || failure.kind === "refused") return { closed: failure.reason };
      return this.#anew(failure.kind === "gone" ? message : again);
    }
  }

  async #show(message: Rendered, last: boolean): Promise<Posted> {
    this.#latest = message;
    const posted = await (this.#first ??= this.#post());
    if (this.#sent !== message) await this.#edit(posted, message, last);
    return posted;
  }

  #post(): Promise<Posted> {
    const { channel } = this.#address;
    return this.#mail.outbox.post(channel, this.#key, () => {
      const message = this.#latest;
      if (!message) throw new Error("There is no message to post");
      this.#sent = message;
      return this.#mail.post(this.#address, message);
    });
  }

  async #edit(posted: Posted, message: Rendered, last: boolean): Promise<void> {
    const { channel, direct = false } = this.#address;
    for (let left = last ? LAST_STATE_TRIES : 1; ; left--) {
      try {
        await this.#mail.outbox.edit(channel, this.#key, last, () => this.#mail.update(posted, message, direct));
        return;
      } catch (error) {
        if (left <= 1 || failureOf(error).kind !== "unsure") throw error;
        await new Promise((resolve) => setTimeout(resolve, LAST_STATE_PAUSE_MS));
      }
    }
  }

  async #anew(message: Rendered): Promise<Shown> {
    const { channel } = this.#address;
    try {
      const key = `${this.#key}:again`;
      return { posted: await this.#mail.outbox.post(channel, key, () => this.#mail.post(this.#address, message)) };
    } catch (error) {
      return { closed: failureOf(error).reason };
    }
  }
}
