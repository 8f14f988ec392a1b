/** One login and query of a server that is up takes milliseconds; longer than this and the attempt is worth less than the next. */
export const ATTEMPT_MS = 1500;

export interface Attempt<T> {
  readonly signal: AbortSignal;
  readonly limitMs: number;
  readonly work: () => Promise<T>;
  /** Drops the connection at once, whatever state it is in; always called, and may be called twice. */
  readonly drop: () => void;
}

/** Runs `work` until it ends, the signal aborts or the time is up, and never leaves a connection open. */
export async function withinDeadline<T>({ signal, limitMs, work, drop }: Attempt<T>): Promise<T> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const timer = setTimeout(() => ended.reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  const abort = () => ended.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work(), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    drop();
  }
}
