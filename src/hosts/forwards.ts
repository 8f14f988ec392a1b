import type { Forwards } from "#core/host.ts";
import type { Connection, Forward } from "./kind.ts";

/** Remembers what is open, so that a port can be closed by its number. Undefined where clients dial the engine's machine. */
export function forwardsOf({ forward }: Pick<Connection, "forward">): (Forwards & Disposable) | undefined {
  if (!forward) return undefined;
  const open = new Map<number, Forward>();
  const close = (port: number): void => {
    open.get(port)?.[Symbol.dispose]();
    open.delete(port);
  };
  return {
    async open(port) {
      open.set(port, await forward(port));
    },
    close,
    [Symbol.dispose]() {
      for (const port of open.keys()) close(port);
    },
  };
}
