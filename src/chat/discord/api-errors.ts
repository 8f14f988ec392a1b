import { DiscordAPIError, HTTPError, RateLimitError } from "discord.js";
import { RateLimited } from "../outbox.ts";

/** What a failed call means for what to do next. `reason` is Discord's number or ours in words: nothing that was being said. */
export type Failure =
  /** The interaction's token is no good any more; the caller can be reached another way. */
  | { readonly kind: "expired"; readonly reason: string }
  /** The bot cannot write there. */
  | { readonly kind: "closed"; readonly reason: string }
  /** The message is not there any more. */
  | { readonly kind: "gone"; readonly reason: string }
  /** Discord may have done it: the answer was lost. */
  | { readonly kind: "unsure"; readonly reason: string }
  | { readonly kind: "limited"; readonly retryAfterMs: number; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

const KINDS: Readonly<Record<number, "expired" | "closed" | "gone">> = {
  /** Unknown webhook; invalid webhook token; unknown interaction. */
  10_015: "expired",
  50_027: "expired",
  10_062: "expired",
  /** Unknown channel; missing access; missing permissions; cannot send messages to this user. */
  10_003: "closed",
  50_001: "closed",
  50_013: "closed",
  50_007: "closed",
  10_008: "gone",
};

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof RateLimited) {
    return { kind: "limited", retryAfterMs: thrown.retryAfterMs, reason: "rate limited" };
  }
  if (thrown instanceof RateLimitError) {
    const ms = Math.max(thrown.retryAfter, thrown.timeToReset, 0);
    return { kind: "limited", retryAfterMs: ms, reason: "rate limited" };
  }
  if (thrown instanceof DiscordAPIError) {
    const code = Number(thrown.code);
    return { kind: KINDS[code] ?? "refused", reason: `HTTP ${thrown.status}, code ${code}` };
  }
  // After 5xx and a lost connection nobody knows.
  if (thrown instanceof HTTPError) return { kind: "unsure", reason: `HTTP ${thrown.status}` };
  if (neverSent(thrown)) return { kind: "refused", reason: "Discord could not be reached" };
  return { kind: "unsure", reason: "no answer" };
}

/** A call whose 429 becomes RateLimited, so that the outbox waits it out. */
export async function patiently<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const failure = failureOf(error);
    throw failure.kind === "limited" ? new RateLimited(failure.retryAfterMs) : error;
  }
}

const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EACCES"]);

/** The connection was never made, so trying again repeats nothing. */
function neverSent(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && NEVER_SENT.has(code)) return true;
  }
  return false;
}
