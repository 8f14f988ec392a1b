/** What an engine that speaks Docker's API without being Docker does otherwise, and what is done about it. */
export interface Dialect {
  /**
   * In place of sending a request whose answer is wanted as a whole: does what Docker does at it with what this engine
   * has, and answers as Docker would. What the engine cannot do is a DockerError, as if it had been refused.
   */
  exchange(request: EngineRequest, line: EngineLine): Promise<unknown>;
  /** What its inspect does not show although it is so, in the words of `docker/verify.ts`. */
  readonly unseen: readonly string[];
}

/** A request as Docker would get it. */
export interface EngineRequest {
  readonly method: string;
  /** Without version and query. */
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** How a dialect speaks with its engine: within the deadline and the signal of the request. Throws DockerError. */
export interface EngineLine {
  /** Sends the request itself, with another body when there is one. */
  pass(body?: object): Promise<unknown>;
  /** Sends one of the dialect's own. The path has its version: "/v4.0.0/libpod/networks/create". */
  send(method: string, path: string, request?: { readonly query?: object; readonly body?: object }): Promise<unknown>;
  /** Ends the wait between two samples when the request ends. */
  readonly signal: AbortSignal;
}
