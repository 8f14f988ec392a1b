import { randomBytes } from "node:crypto";
import type { Caller } from "#core/caller.ts";
import type { Bot, Request } from "#core/chat.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { unanswered, Work } from "../work.ts";
import { Conversation } from "./conversation.ts";
import type { ConversationParts, Place } from "./conversation.ts";
import { problemReply } from "./notices.ts";

/** What a cancelled command gets to say what is left: with the drain before it, all of a stop is below eight seconds. */
const CANCELLED_MS = 2_000;

export interface Ask {
  /** Or how to get it. */
  readonly what: Request["what"] | (() => Promise<Request["what"]>);
  readonly caller: Caller;
  readonly place: Place;
  /** Told of the first reply, before it is shown. */
  readonly onFirst?: (reply: Reply) => void;
}

/** The requests that are under way. */
export class Requests {
  readonly #bot: Bot;
  readonly #parts: ConversationParts;
  readonly #work: Work;

  constructor(bot: Bot, parts: ConversationParts) {
    this.#bot = bot;
    this.#parts = parts;
    this.#work = new Work((error) => void this.failed(error));
  }

  begin(work: () => Promise<void>): void {
    this.#work.begin(work);
  }

  drain(ms: number): Promise<void> {
    return this.#work.drain(ms, CANCELLED_MS);
  }

  /** Logs what is a bug of ours, and gives the reply that names it. SDK errors carry what was being said: their name has to do. */
  failed(error: unknown): Reply {
    const reference = randomBytes(4).toString("hex");
    const stack = error instanceof Error && error.stack !== undefined ? { stack: framesOf(error.stack) } : {};
    const name = error instanceof Error ? error.name : typeof error;
    this.#parts.log({ level: "error", message: `Discord: something went wrong (${name})`, reference, ...stack });
    const title = `Something went wrong on our side (reference ${reference}).`;
    const hint = "Try again. If it stays, give the reference to whoever runs the bot: the log has the rest under it.";
    return { tone: "error", title, audience: "caller", problem: { code: "internal", message: title, hint } };
  }

  /** Runs what was asked and shows its replies; resolves to the last one when it was delivered. */
  async answer({ what, caller, place, onFirst }: Ask): Promise<Reply> {
    const conversation = new Conversation(this.#parts, place);
    let last: Reply | undefined;
    try {
      const given = typeof what === "function" ? await what() : what;
      const request = { what: given, caller, deliveryId: place.id, signal: this.#work.signal };
      for await (const reply of this.#bot.handle(request)) {
        if (!last) onFirst?.(reply);
        if (reply.tone === "working") conversation.working(reply);
        last = reply;
      }
      const final = last && last.tone !== "working" ? last : unanswered;
      await conversation.finish(final);
      return final;
    } catch (error) {
      const reply = error instanceof Problem ? problemReply(error) : this.failed(error);
      await conversation.finish(reply);
      return reply;
    }
  }
}

/** Where it happened, without the message above: what was being said may stand in that. */
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
