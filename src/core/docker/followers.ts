/** Who follows what just now, so that they can end it: a button runs a line of its own, which knows nothing of the other. */
export class Followers {
  readonly #following = new Map<string, Set<AbortController>>();

  /** Disposed of when the following is over. The signal aborts when somebody stops it. */
  begin(key: string): Disposable & { readonly signal: AbortSignal } {
    const stopping = new AbortController();
    const all = this.#following.get(key) ?? new Set();
    this.#following.set(key, all.add(stopping));
    return {
      signal: stopping.signal,
      [Symbol.dispose]: () => {
        all.delete(stopping);
        if (all.size === 0) this.#following.delete(key);
      },
    };
  }

  /** Whether there was anything to stop. */
  stop(key: string): boolean {
    const all = this.#following.get(key);
    for (const stopping of all ?? []) stopping.abort();
    return all !== undefined;
  }
}
