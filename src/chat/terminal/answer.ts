import { randomUUID } from "node:crypto";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";

/** A line on its way to the bot. */
export interface Question {
  readonly line: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/**
 * The final reply to a line; those before it go to `onWorking`. It is waited for even when the signal is aborted: what the
 * command began is cleaned up before it answers.
 */
export async function answer(bot: Bot, question: Question, onWorking: (reply: Reply) => void): Promise<Reply> {
  const { line, caller, signal } = question;
  let last: Reply | undefined;
  for await (const reply of bot.handle({ caller, what: { line }, deliveryId: `terminal:${randomUUID()}`, signal })) {
    last = reply;
    if (reply.tone === "working") onWorking(reply);
  }
  return last && last.tone !== "working" ? last : unanswered;
}

/** The bot promises that this does not happen; a script that waits for its answer must get one all the same. */
const unanswered: Reply = {
  tone: "error",
  title: "The bot ended without an answer.",
  problem: {
    code: "internal",
    message: "The bot ended without an answer.",
    hint: "Look what there is before trying again: /db list",
  },
};
