import { randomUUID } from "node:crypto";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";
import { Conversation } from "./conversation.ts";
import type { ConversationParts, Place } from "./conversation.ts";
import { commandOf } from "./lines.ts";
import { describe } from "./logger.ts";

export interface Ask {
  readonly line: string;
  readonly caller: Caller;
  readonly place: Place;
  readonly deliveryId: string;
  /** Told of the first reply, before it is shown. */
  readonly onFirst?: (reply: Reply) => void;
}

/** The requests that are under way, so that a stop can wait for them and then cancel them. */
export class Requests {
  readonly #bot: Bot;
  readonly #parts: ConversationParts;
  readonly #cancel = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(bot: Bot, parts: ConversationParts) {
    this.#bot = bot;
    this.#parts = parts;
  }

  get size(): number {
    return this.#running.size;
  }

  /** Begins something in the background that a stop waits for. Nothing it throws is lost: it is logged. */
  begin(work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => {
        const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
        this.#parts.log({ level: "error", message: `Slack: ${describe(error)}`, ...stack });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Runs a line and shows its replies; resolves to the last one when it was delivered. */
  async answer({ line, caller, place, deliveryId, onFirst }: Ask): Promise<Reply> {
    const isRead = commandOf(this.#bot.commands, line)?.command.effect === "read";
    const conversation = new Conversation(this.#parts, place, { line, displayName: caller.displayName, isRead });
    let last: Reply | undefined;
    for await (const reply of this.#replies(line, caller, deliveryId)) {
      if (!last) onFirst?.(reply);
      if (reply.tone === "working") conversation.working(reply);
      last = reply;
    }
    const final = last && last.tone !== "working" ? last : unanswered;
    await conversation.finish(final);
    return final;
  }

  /** The last reply to a line, shown by somebody else. */
  async ask(line: string, caller: Caller, deliveryId: string): Promise<Reply> {
    let last: Reply = unanswered;
    for await (const reply of this.#replies(line, caller, deliveryId)) last = reply;
    return last;
  }

  /** Waits for what runs, cancels what is left then, and waits for its last words. */
  async drain(ms: number): Promise<void> {
    await this.#atMost(ms);
    this.#cancel.abort(new Error("The bot is stopping"));
    await this.#atMost(CANCELLED_MS);
  }

  #replies(line: string, caller: Caller, deliveryId: string): AsyncGenerator<Reply> {
    const signal = this.#cancel.signal;
    return this.#bot.handle({ caller, what: { line }, deliveryId: `slack:${deliveryId}`, signal });
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

/** What a cancelled command gets to say what is left. */
const CANCELLED_MS = 5_000;

/** The bot promises that this does not happen; somebody who waits for an answer must get one all the same. */
const unanswered: Reply = {
  tone: "error",
  title: "The bot ended without an answer.",
  audience: "caller",
  problem: {
    code: "internal",
    message: "The bot ended without an answer.",
    hint: "Look what there is before trying again: /db list",
  },
};

export function newId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 16);
}
