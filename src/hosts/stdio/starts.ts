import type { StdioSocket } from "./socket.ts";

/** A start that has given no sign for this long is over, or waits for an engine that takes its time. */
const OVER_AFTER_MS = 10_000;

/**
 * How many children of one host may be starting at a time. An SSH server drops logins from the tenth that is not
 * through yet (sshd_config, MaxStartups 10:30:100), and each costs it some CPU.
 */
export class Starts {
  readonly most = 6;
  readonly #waiting: (() => void)[] = [];
  readonly #starting = new Set<StdioSocket>();

  /** How many are starting. */
  get count(): number {
    return this.#starting.size;
  }

  /** Calls `start` now or when there is room; it may decide by then that there is nothing to start any more. */
  begin(start: () => StdioSocket | undefined): void {
    if (this.#starting.size >= this.most) {
      this.#waiting.push(() => this.begin(start));
      return;
    }
    const socket = start();
    if (!socket) {
      this.#waiting.shift()?.();
      return;
    }
    this.#starting.add(socket);
    const over = () => {
      clearTimeout(late);
      socket.off("begun", over);
      socket.off("close", over);
      this.#starting.delete(socket);
      this.#waiting.shift()?.();
    };
    const late = setTimeout(over, OVER_AFTER_MS).unref();
    socket.on("begun", over);
    socket.on("close", over);
  }

  /** Ends those that are starting, with this reason, and waits until they have ended. */
  async end(reason: Error): Promise<void> {
    const starting = [...this.#starting];
    for (const socket of starting) socket.destroy(reason);
    await Promise.all(starting.map(({ ended }) => ended));
  }
}
