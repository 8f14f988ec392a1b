/** Longer than a start keeps the processors busy; one that hangs must not hold up the others. */
const LONGEST_MS = 15_000;

export interface Turns {
  /** How many would have to end first. */
  ahead(key: string, atOnce: number): number;
  /**
   * Resolves when fewer than `atOnce` others with this key have a turn, in the order they came. A turn ends when it is
   * disposed of, or after `LONGEST_MS`. Rejects with the signal's reason.
   */
  take(key: string, atOnce: number, signal: AbortSignal): Promise<Disposable>;
}

/**
 * Lets so many at once do something, and the others one after the other. Twenty starts side by side on two processors are all
 * ready at the end; four at a time are ready one by one, and the last of them no later.
 */
export function takeTurns(longestMs = LONGEST_MS): Turns {
  const lines = new Map<string, { running: number; readonly waiting: (() => void)[] }>();
  const lineOf = (key: string) => lines.get(key) ?? { running: 0, waiting: [] };

  function end(key: string): void {
    const line = lineOf(key);
    const next = line.waiting.shift();
    if (next) return next();
    line.running--;
    if (line.running === 0) lines.delete(key);
  }

  return {
    ahead(key, atOnce) {
      const { running, waiting } = lineOf(key);
      return Math.max(0, running + waiting.length - atOnce + 1);
    },
    async take(key, atOnce, signal) {
      signal.throwIfAborted();
      const line = lineOf(key);
      lines.set(key, line);
      if (line.running < atOnce) line.running++;
      else await place(line.waiting, signal);
      let held = true;
      const timer = setTimeout(() => give(), longestMs);
      timer.unref();
      const give = () => {
        clearTimeout(timer);
        if (held) end(key);
        held = false;
      };
      return { [Symbol.dispose]: give };
    },
  };
}

function place(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = () => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    const leave = () => {
      waiting.splice(waiting.indexOf(next), 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", leave, { once: true });
    waiting.push(next);
  });
}
