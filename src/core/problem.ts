import type { Action } from "./reply.ts";

/** What went wrong, for programs: `--json`, tests, metrics. A word a person can search for, never shown alone. */
export type ProblemCode =
  | "unknown-command"
  | "bad-input"
  | "needs-confirmation"
  | "not-allowed"
  | "not-found"
  | "ambiguous"
  | "name-taken"
  | "port-taken"
  | "no-such-image"
  | "not-a-database"
  | "registry-unreachable"
  | "registry-login"
  | "host-unreachable"
  | "host-too-slow"
  | "host-full"
  | "host-refused"
  | "container-exited"
  | "not-ready"
  | "cancelled"
  | "configuration"
  | "internal";

export interface ProblemDetail {
  /** The next line to type, or the next thing to do. */
  readonly hint?: string | undefined;
  /** Evidence: the last lines of a log, as text. Shown as a log block below the message. */
  readonly log?: { readonly name: string; readonly text: string } | undefined;
  /** Lines of which one is meant, each a button: for a question that the caller alone can answer. */
  readonly actions?: readonly Action[] | undefined;
  /** Nobody here has met it: it is written down too, and the caller gets the reference. */
  readonly isUnforeseen?: boolean | undefined;
  readonly cause?: unknown;
}

/** An error the caller can do something about. The message names the real thing; the hint is the next line to type. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly hint: string | undefined;
  readonly log: ProblemDetail["log"];
  readonly actions: ProblemDetail["actions"];
  readonly isUnforeseen: boolean;

  constructor(code: ProblemCode, message: string, detail: ProblemDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint;
    this.log = detail.log;
    this.actions = detail.actions;
    this.isUnforeseen = detail.isUnforeseen ?? false;
  }
}
