import { type Destination, ping } from "./exchange.ts";

/** How many are kept: what one command runs in a container, one after the other, without waiting for others to open. */
const MOST = 4;
/** After one was taken; most programs that are run in a container are through by then. */
const AFTER_MS = 250;
const WITHIN_MS = 20_000;

/**
 * Keeps connections ready in a pool whose connections are used up.
 *
 * An exec is one: the engine turns its connection into the program's output and closes it at the end. Opening one costs
 * a handshake over TLS, 40 ms through WSL and 400 ms through SSH, each time, unless it was done before. Each is opened by
 * asking the engine something through it, so that it is known to work and every process on the way has run once.
 */
export class Spares implements Disposable {
  readonly #to: Destination;
  readonly #closed = new AbortController();
  #later: NodeJS.Timeout | undefined;
  #opening = 0;

  constructor(to: Omit<Destination, "spare">) {
    this.#to = { ...to, spare: true };
  }

  /** Others take the place of those that are used; opening them takes as much of a processor as using one: not beside it. */
  replaceLater(): void {
    if (this.#closed.signal.aborted) return;
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      // Those that are ready are asked as well, at once, and so are as many as have to be opened.
      while (this.#opening < MOST) void this.#open();
    }, AFTER_MS).unref();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#later);
    this.#closed.abort();
  }

  async #open(): Promise<void> {
    this.#opening++;
    try {
      await ping(this.#to, WITHIN_MS, this.#closed.signal);
    } catch {
      // Why there is none, the next one that is wanted says.
    }
    this.#opening--;
  }
}
