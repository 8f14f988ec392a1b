import type { EventEmitter } from "node:events";

/** What ends the program from outside, and the exit code that shells expect: 128 + the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls `stop` with the exit code at the first signal. Those that follow are taken in without a word: npm passes Ctrl-C on to
 * a process that has it from the terminal already, and the second must not kill a clean-up.
 */
export function onStop(signals: EventEmitter, stop: (exitCode: number) => void): Disposable {
  let stopped = false;
  const listeners = Object.entries(exitCodes).map(([signal, exitCode]) => {
    const listener = () => {
      if (!stopped) stop(exitCode);
      stopped = true;
    };
    signals.on(signal, listener);
    return () => signals.off(signal, listener);
  });
  return { [Symbol.dispose]: () => listeners.forEach((remove) => remove()) };
}
