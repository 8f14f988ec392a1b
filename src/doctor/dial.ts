import { connect } from "node:net";

/** A published port answers within a few ms, or not at all. */
const DIAL_MS = 2_000;

/** What became of a TCP connection from the bot's machine. */
export type Dialled =
  /** Something took it. Of a published port that is Docker's proxy, which does so before a database listens. */
  | { readonly kind: "taken" }
  /** The machine answered that nothing listens there. */
  | { readonly kind: "refused" }
  /** There is no such name, or nobody who could say. */
  | { readonly kind: "unknown" }
  /** Nothing came back: no machine, or a firewall that swallows. */
  | { readonly kind: "silent" };

/** Dials an address and hangs up. */
export function dial(host: string, port: number, signal: AbortSignal): Promise<Dialled> {
  const { promise, resolve } = Promise.withResolvers<Dialled>();
  const socket = connect({ host, port, signal });
  socket.setTimeout(DIAL_MS, () => socket.destroy());
  socket.once("connect", () => {
    resolve({ kind: "taken" });
    socket.destroy();
  });
  socket.on("error", (error: NodeJS.ErrnoException) => resolve({ kind: KINDS[error.code ?? ""] ?? "silent" }));
  socket.once("close", () => resolve({ kind: "silent" }));
  return promise;
}

const KINDS: Readonly<Record<string, Dialled["kind"]>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknown",
  EAI_AGAIN: "unknown",
};
