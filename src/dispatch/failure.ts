import { randomBytes } from "node:crypto";
import type { Request } from "#core/chat.ts";
import { Problem } from "#core/problem.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { bugReply, cancelledReply, problemReply } from "./replies.ts";
import { lineOf } from "./understand.ts";

/** What is worth an operator's attention: our bugs, and what nobody here has met. The line and the stack are redacted. */
export interface LogEntry {
  readonly level: "error";
  readonly message: string;
  readonly reference: string;
  readonly stack: string;
  readonly line: string;
}

/** Where bugs are written down, and the reference by which a reply and its entry find each other. */
export interface BugLog {
  readonly log: (entry: LogEntry) => void;
  readonly newReference: () => string;
}

/** What the caller is told; a bug is also written down, here and nowhere else. */
export function failure(parts: BugLog, request: Request, error: unknown): Reply {
  if (error instanceof Problem) {
    return problemReply(
      error,
      error.isUnforeseen ? bug(parts, request, error, "A host said what nobody here has met") : undefined,
    );
  }
  if (request.signal.aborted && isAbort(error, request.signal)) return cancelledReply();
  return bugReply(bug(parts, request, error));
}

/** Writes a bug down; gives its reference. */
export function bug(
  { log, newReference }: BugLog,
  request: Request,
  error: unknown,
  message = "A request failed on our side",
): string {
  const reference = newReference();
  const stack = redact(error instanceof Error ? (error.stack ?? error.message) : String(error));
  log({ level: "error", message, reference, stack, line: redact(lineOf(request)) });
  return reference;
}

export function randomReference(): string {
  return randomBytes(4).toString("hex");
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === "AbortError");
}

export function cancelled(): Problem {
  return new Problem("cancelled", "Cancelled.");
}

export function stopping(): Problem {
  return new Problem("cancelled", "The bot is stopping and takes nothing new.", { hint: "Ask again in a minute." });
}
