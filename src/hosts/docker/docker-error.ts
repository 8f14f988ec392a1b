/** Where a conversation with an engine went wrong. */
export type DockerErrorKind =
  /** Refused by us before anything was sent. */
  | "unsafe"
  /** The engine answered with a status that is not success; `status` and `text` say what. */
  | "http"
  /** The engine, or what answers in its place, sent us somewhere else. */
  | "redirect"
  /** A failure told inside an answer that began as success, as a registry's is during a pull. */
  | "in-stream"
  /** No connection, or one that broke; `code` is Node's. */
  | "transport"
  /** One of our deadlines passed. */
  | "timeout"
  /** The caller's signal. */
  | "aborted"
  /** An answer that is not what a Docker Engine says. */
  | "protocol";

interface Detail {
  readonly status?: number | undefined;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

/** An engine's own texts are a line or two. What answers in its place may send more, for patterns to be tried on. */
const LONGEST_MESSAGE = 2000;

/** What the modem throws. Facets and `errors.ts` turn it into a Problem; it never reaches a caller. */
export class DockerError extends Error {
  override readonly name = "DockerError";
  readonly kind: DockerErrorKind;
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(kind: DockerErrorKind, message: string, detail: Detail = {}) {
    super(message.slice(0, LONGEST_MESSAGE), detail.cause === undefined ? undefined : { cause: detail.cause });
    this.kind = kind;
    this.status = detail.status;
    this.code = detail.code;
  }
}
