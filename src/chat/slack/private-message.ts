import { failureOf } from "./api-errors.ts";
import type { Address, Mail } from "./mail.ts";
import { formsOf } from "./render.ts";
import type { Rendered } from "./render.ts";
import type { ResponseUrl } from "./response-url.ts";

/** A command that answers within this gives one message, without a flicker before it. */
const FIRST_STATE_MS = 1_000;
/** Then one after each of these, as a response_url takes five posts: two are kept for the answer. */
const STATE_GAPS_MS = [8_000, 30_000] as const;
const KEPT_POSTS = 2;

export interface PrivateOptions {
  readonly mail: Mail;
  readonly address: Address;
  readonly user: string;
  readonly responseUrl: ResponseUrl | undefined;
  /**
   * What a post with `replace` does: takes the place of what this URL posted before ("own"), of the message whose button was
   * pressed ("source"), or must not be used ("never"), because that message is to stay.
   */
  readonly replaces: "own" | "source" | "never";
  /** The last state is for everybody: the bot is no member of the channel, and a response_url reaches it all the same. */
  readonly inChannel?: boolean;
}

/** What only the caller sees. By response_url while that lasts, then as an ephemeral message, then as a direct one. */
export class PrivateMessage {
  readonly #options: PrivateOptions;
  #latest: Rendered | undefined;
  #timer: NodeJS.Timeout | undefined;
  #posting: Promise<unknown> = Promise.resolve();
  #states = 0;

  constructor(options: PrivateOptions) {
    this.#options = options;
  }

  /** Something was shown that the answer has to replace. */
  get begun(): boolean {
    return this.#states > 0;
  }

  show(message: Rendered): void {
    const { responseUrl, replaces } = this.#options;
    if (!responseUrl || replaces === "never") return;
    this.#latest = message;
    const gap = this.#states === 0 ? FIRST_STATE_MS : STATE_GAPS_MS[this.#states - 1];
    if (gap === undefined || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#latest || responseUrl.left <= KEPT_POSTS) return;
      const { text, blocks } = this.#latest;
      const replace = this.#states > 0 || replaces === "source";
      this.#states += 1;
      this.#posting = responseUrl.post({ text, blocks, replace });
    }, gap);
  }

  /** False when it reached nobody. */
  async finish(message: Rendered, again: Rendered): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#posting;
    const outcome = await this.#byUrl(message);
    if (outcome === "sent") return true;
    const marked = outcome === "unsure" ? again : message;
    return (await this.#asEphemeral(marked)) || (await this.#directly(marked));
  }

  /** Takes away what was shown: the answer is somewhere else. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#posting;
    if (this.begun) await this.#options.responseUrl?.post({ text: "", remove: true });
  }

  async #byUrl(message: Rendered): Promise<"sent" | "spent" | "unsure"> {
    const { responseUrl, replaces, inChannel = false } = this.#options;
    if (!responseUrl) return "spent";
    const everybody = inChannel && !message.secret;
    // An ephemeral message cannot become one for everybody.
    const replace = !everybody && (replaces === "source" || (replaces === "own" && this.begun));
    for (const form of formsOf(message)) {
      const outcome = await responseUrl.post({ ...form, in_channel: everybody, replace });
      if (outcome !== "blocks") return outcome;
    }
    return "spent";
  }

  async #asEphemeral(message: Rendered): Promise<boolean> {
    const { mail, address, user } = this.#options;
    if (address.direct) return false;
    const lane = `${address.channel}/${user}`;
    return succeeds(mail.outbox.post(lane, lane, () => mail.ephemeral(address, user, message)));
  }

  async #directly(message: Rendered): Promise<boolean> {
    const { mail, user } = this.#options;
    return succeeds(mail.outbox.post(user, user, () => mail.post({ channel: user, direct: true }, message)));
  }
}

/** An answer that was lost counts as sent: two copies of a message would be worse than the small chance of none. */
async function succeeds(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending;
    return true;
  } catch (error) {
    return failureOf(error).kind === "unsure";
  }
}
