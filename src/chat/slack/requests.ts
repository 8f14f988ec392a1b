import { randomUUID } from "node:crypto";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";
import { Conversation } from "./conversation.ts";
import type { ConversationParts, Place } from "./conversation.ts";
import { commandOf } from "../lines.ts";
import { describe } from "./logger.ts";
import { unanswered, Work } from "../work.ts";

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
  readonly #work: Work;

  constructor(bot: Bot, parts: ConversationParts) {
    this.#bot = bot;
    this.#parts = parts;
    this.#work = new Work((error) => {
      const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
      parts.log({ level: "error", message: `Slack: ${describe(error)}`, ...stack });
    });
  }

  /** Begins something in the background that a stop waits for. Nothing it throws is lost: it is logged. */
  begin(work: () => Promise<void>): void {
    this.#work.begin(work);
  }

  /** Runs a line and shows its replies; resolves to the last one when it was delivered. */
  async answer({ line, caller, place, deliveryId, onFirst }: Ask): Promise<Reply> {
    const isRead = commandOf(this.#bot.commands, line)?.command.effect === "read";
    const conversation = new Conversation(this.#parts, place, { line, displayName: caller.displayName, isRead });
    const { thread, direct = false } = place.address;
    // What is made here tells of itself here.
    const from = thread === undefined || direct ? caller : { ...caller, thread };
    let last: Reply | undefined;
    for await (const reply of this.#replies(line, from, deliveryId)) {
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

  drain(ms: number): Promise<void> {
    return this.#work.drain(ms);
  }

  #replies(line: string, caller: Caller, deliveryId: string): AsyncGenerator<Reply> {
    const { signal } = this.#work;
    return this.#bot.handle({ caller, what: { line }, deliveryId: `slack:${deliveryId}`, signal });
  }
}

export function newId(): string {
  return randomUUID().replaceAll("-", "").slice(0, 16);
}
