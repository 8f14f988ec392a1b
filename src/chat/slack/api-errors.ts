import type { webApi } from "@slack/bolt";
import { RateLimited } from "../outbox.ts";

/** What a failed call means for what to do next. */
export type Failure =
  /** The bot cannot write there; the caller can be reached another way. */
  | { readonly kind: "closed"; readonly reason: string }
  /** The message is not there any more, or may not be changed. */
  | { readonly kind: "gone"; readonly reason: string }
  /** Slack does not take these blocks. */
  | { readonly kind: "blocks"; readonly reason: string }
  /** Slack may have done it: the answer was lost. */
  | { readonly kind: "unsure"; readonly reason: string }
  | { readonly kind: "limited"; readonly retryAfterMs: number; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

const CLOSED = new Set([
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "restricted_action_non_threadable_channel",
  "user_not_in_channel",
  "messages_tab_disabled",
  "no_permission",
  "access_denied",
]);
const GONE = new Set(["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"]);
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EACCES"]);
const BLOCKS = new Set(["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long"]);

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof RateLimited) {
    return { kind: "limited", retryAfterMs: thrown.retryAfterMs, reason: "rate limited" };
  }
  const error = codeOf(thrown);
  if (error?.code === ("slack_webapi_rate_limited_error" satisfies `${webApi.ErrorCode}`)) {
    return { kind: "limited", retryAfterMs: (error.retryAfter ?? 1) * 1_000, reason: "rate limited" };
  }
  const reason = error?.data?.error;
  if (reason !== undefined) return { kind: kindOf(reason), reason };
  // A status of 4xx is an answer: nothing was done. After 5xx and a lost connection nobody knows.
  const status = error?.statusCode;
  if (status !== undefined && status < 500) return { kind: "refused", reason: `HTTP ${status}` };
  if (neverSent(thrown) !== undefined) return { kind: "refused", reason: "Slack could not be reached" };
  return { kind: "unsure", reason: status === undefined ? "no answer" : `HTTP ${status}` };
}

export function kindOf(reason: string): "closed" | "gone" | "blocks" | "refused" {
  if (CLOSED.has(reason)) return "closed";
  if (GONE.has(reason)) return "gone";
  return BLOCKS.has(reason) ? "blocks" : "refused";
}

interface Coded {
  readonly code?: string;
  readonly statusCode?: number;
  readonly retryAfter?: number;
  readonly data?: { readonly error?: string };
}

/** By shape: the SDK's classes are loaded only when Slack is used. */
function codeOf(thrown: unknown): Coded | undefined {
  return typeof thrown === "object" && thrown !== null ? thrown : undefined;
}

/** Why the connection was never made, so that trying again repeats nothing; undefined when it was. */
export function neverSent(thrown: unknown): string | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause ?? (error as { original?: unknown }).original) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && NEVER_SENT.has(code)) return code;
  }
  return undefined;
}
