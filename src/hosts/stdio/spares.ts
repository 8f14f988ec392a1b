import type { StdioSocket } from "./socket.ts";

/** How many are kept: what one command runs in a container, one after the other, without waiting for others to start. */
const MOST = 4;
/** One that nobody wanted is ended after this long; the next use brings others. */
const KEEP_MS = 60_000;

/**
 * Connections that are started before they are wanted.
 *
 * An exec uses its connection up: the engine turns it into the program's input and output and closes it at the end.
 * Starting one costs 40 ms through WSL and 400 ms through SSH, each time, unless it was done before.
 */
export class Spares {
  readonly #spares = new Set<StdioSocket>();

  /** One that has been started, if there is one that still runs. */
  take(): StdioSocket | undefined {
    const [spare] = this.#spares;
    if (!spare) return undefined;
    this.#spares.delete(spare);
    spare.setTimeout(0);
    spare.ref();
    return spare;
  }

  get wanted(): number {
    return MOST - this.#spares.size;
  }

  add(spare: StdioSocket): void {
    this.#spares.add(spare);
    spare.unref();
    spare.setTimeout(KEEP_MS);
    const end = () => {
      if (this.#spares.delete(spare)) spare.destroy();
    };
    spare.once("timeout", end);
    spare.once("close", end);
    // Why it failed, the next one that is wanted says.
    spare.on("error", () => {});
  }
}
