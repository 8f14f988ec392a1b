import { connect } from "node:net";
import type { Reach } from "#core/host-power.ts";
import type { NetworkingMode } from "./answers.ts";

/** A published port of this machine or the next answers within a few ms, or not at all. */
const TRY_MS = 1000;

/**
 * Where a port of a distribution may be reached, the likeliest first. Pure.
 *
 * @param addresses What `hostname -I` says in the distribution.
 * @param onWindows Whether the bot runs on Windows, or in WSL itself.
 */
export function candidates(
  mode: NetworkingMode,
  addresses: readonly string[],
  onWindows: boolean,
): readonly Omit<Reach, "answers">[] {
  const [own] = addresses;
  const local = onWindows || mode === "mirrored" ? "programs on this Windows machine" : "programs in this distribution";
  return [
    { address: "127.0.0.1", from: local },
    ...(own === undefined || mode === "none"
      ? []
      : mode === "mirrored" || mode === "bridged"
        ? [{ address: own, from: "the network, where Windows' firewall lets it through" }]
        : // A new one at each start of the virtual machine.
          [{ address: own, from: "this Windows machine, until WSL is started again" }]),
  ];
}

/** Tries an address: whether something accepts connections there. Docker's proxy does before the database does. */
export function answers(address: string, port: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: address, port, signal });
  socket.setTimeout(TRY_MS, () => socket.destroy());
  socket.once("connect", () => {
    resolve(true);
    socket.destroy();
  });
  socket.on("error", () => {});
  socket.once("close", () => resolve(false));
  return promise;
}
