import type { Outbox } from "../outbox.ts";
import type { Alert } from "../alert.ts";
import { failureOf } from "./api-errors.ts";
import type { Failure } from "./api-errors.ts";
import type { Rendered } from "./render.ts";
import type { Webhook } from "./webhook.ts";

/** A command that answers within this gives one message: until then Discord shows that the bot is thinking. */
const FIRST_STATE_MS = 600;
/** How often the last state is tried when its answer was lost. An edit may be repeated; of a post there may be two then. */
const LAST_STATE_TRIES = 3;
const LAST_STATE_PAUSE_MS = 1_000;

export interface AnswerParts {
  readonly outbox: Outbox<Alert>;
  readonly webhook: Webhook;
  /** The interaction's id: what Discord counts for its limits. */
  readonly lane: string;
}

/**
 * One message of an interaction, edited at most once a second and always to its last state: the one that stands there
 * ("original"), or a further one that is posted first.
 */
export class Answer {
  readonly #parts: AnswerParts;
  readonly #where: "original" | "private" | "public";
  #latest: Rendered | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sent: Rendered | undefined;
  #first: Promise<string> | undefined;
  #begun = false;
  /** Of the message, among those of all interactions. */
  readonly #key: string;

  constructor(parts: AnswerParts, where: "original" | "private" | "public") {
    this.#parts = parts;
    this.#where = where;
    this.#key = `${parts.lane}:${where}`;
  }

  /** Something was shown that the last state has to replace. */
  get begun(): boolean {
    return this.#begun;
  }

  /** A state that another will follow. What fails is made good by the last one. */
  show(message: Rendered): void {
    this.#latest = message;
    if (this.#begun) void this.#send(false).catch(() => undefined);
    else
      this.#timer ??= setTimeout(() => {
        void this.#send(false).catch(() => undefined);
      }, FIRST_STATE_MS);
  }

  /** Undefined when it was shown. Never throws. */
  async finish(message: Rendered): Promise<Failure | undefined> {
    clearTimeout(this.#timer);
    this.#latest = message;
    for (let left = LAST_STATE_TRIES; ; left--) {
      try {
        await this.#send(true);
        return undefined;
      } catch (error) {
        const failure = failureOf(error);
        if (left <= 1 || failure.kind !== "unsure") return failure;
        await new Promise((resolve) => setTimeout(resolve, LAST_STATE_PAUSE_MS));
      }
    }
  }

  /** Takes it away, as the answer stands elsewhere. False when it may stand there still. */
  async remove(): Promise<boolean> {
    clearTimeout(this.#timer);
    const { outbox, webhook, lane } = this.#parts;
    try {
      const id = await this.#first;
      await outbox.edit(lane, this.#key, true, () => webhook.delete(id));
      return true;
    } catch (error) {
      return failureOf(error).kind === "gone";
    }
  }

  async #send(last: boolean): Promise<void> {
    this.#begun = true;
    const { outbox, webhook, lane } = this.#parts;
    const id = this.#where === "original" ? undefined : await (this.#first ??= this.#post());
    const message = this.#latest;
    if (!message || message === this.#sent) return;
    await outbox.edit(lane, this.#key, last, async () => {
      await webhook.edit(message, id);
      this.#sent = message;
    });
  }

  async #post(): Promise<string> {
    const { outbox, webhook, lane } = this.#parts;
    try {
      return await outbox.post(lane, this.#key, async () => {
        const message = this.#latest;
        if (!message) throw new Error("There is no message to post");
        const id = await webhook.follow(message, this.#where === "private");
        this.#sent = message;
        return id;
      });
    } catch (error) {
      this.#first = undefined;
      throw error;
    }
  }
}
