/** The requests that run, so that a stop can wait for them. */
export class Running {
  readonly #stop = new AbortController();
  #count = 0;
  #draining = false;
  #idle: (() => void) | undefined;

  get isDraining(): boolean {
    return this.#draining;
  }

  /** Aborted when a drain has waited long enough. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Counts a request from its first step to its end. */
  async *track<T>(inner: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
    this.#count++;
    try {
      yield* inner;
    } finally {
      this.#count--;
      if (this.#count === 0) this.#idle?.();
    }
  }

  async drain(limitMs: number, reason: Error): Promise<void> {
    this.#draining = true;
    if (this.#count === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle = resolve;
    const timer = setTimeout(() => this.#stop.abort(reason), limitMs);
    await promise;
    clearTimeout(timer);
  }
}

/** Runs `close` at the moment somebody stops reading; a generator alone would notice at its next yield only. */
export function closing<T>(inner: AsyncGenerator<T, void>, close: () => void): AsyncGenerator<T, void> {
  return {
    next: () => inner.next(),
    return: (value) => {
      close();
      return inner.return(value);
    },
    throw: (error) => {
      close();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
      await inner.return();
    },
  };
}
