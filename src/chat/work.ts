import type { Reply } from "#core/reply.ts";

/** What a cancelled command gets to say what is left. */
const CANCELLED_MS = 5_000;

/** What is under way in a chat, so that a stop can wait for it and then cancel it. */
export class Work {
  readonly #failed: (error: unknown) => void;
  readonly #cancel = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Aborted when what still runs is to end. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Begins something in the background that a stop waits for. Nothing it throws is lost. */
  begin(work: () => Promise<void>): void {
    const running = work()
      .catch(this.#failed)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits for what runs, cancels what is left then, and waits for its last words. */
  async drain(ms: number, cancelledMs = CANCELLED_MS): Promise<void> {
    await this.#atMost(ms);
    this.#cancel.abort(new Error("The bot is stopping"));
    await this.#atMost(cancelledMs);
  }

  async #atMost(ms: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, ms);
    while (this.#running.size > 0) {
      const done = await Promise.race([Promise.all(this.#running), over.promise.then(() => "late")]);
      if (done === "late") break;
    }
    clearTimeout(timer);
  }
}

/** The bot promises that this does not happen; somebody who waits for an answer must get one all the same. */
export const unanswered: Reply = {
  tone: "error",
  title: "The bot ended without an answer.",
  audience: "caller",
  problem: {
    code: "internal",
    message: "The bot ended without an answer.",
    hint: "Look what there is before trying again: /db list",
  },
};
