import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { endChild, unrefChild } from "../stdio/child.ts";
import { StdioError } from "../stdio/failure.ts";
import { Heard } from "../stdio/output.ts";
import { type Program, spawnOptions } from "../stdio/program.ts";

/** A running ssh that forwards a port of this machine's loopback. */
export interface Tunnel extends Disposable {
  readonly port: number;
  /** Settles when ssh has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Starts ssh and waits until its port is open.
 *
 * @param program Makes the words for a port that is free.
 * @throws StdioError when ssh ends instead.
 */
export async function openTunnel(program: (port: number) => Program, signal: AbortSignal): Promise<Tunnel> {
  const port = await freePort();
  const words = program(port);
  const child = spawn(words.command, words.args, { ...spawnOptions(words), stdio: ["pipe", "pipe", "pipe"] });
  const heard = new Heard();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const { promise: ready, resolve: answered, reject } = Promise.withResolvers<void>();
  const failed = (exitCode: number | null, signal: NodeJS.Signals | null, code?: string) =>
    reject(new StdioError({ program: words.command, exitCode, signal, code, said: heard.toString(), begun: false }));
  child.on("error", (error: NodeJS.ErrnoException) => {
    failed(null, null, error.code ?? "unknown");
    resolve();
  });
  child.on("close", (code, signal) => {
    failed(code, signal);
    resolve();
  });
  child.stderr.on("data", (part: Buffer) => heard.push(part));
  child.stdin.on("error", () => {});
  // ssh opens its ports before it runs anything on the other side: whatever comes back from there is the sign. No
  // connection is made to try, as a database counts those that come to nothing.
  child.stdout.on("data", () => answered());
  child.stdin.write("\n");
  const abort = () => endChild(child);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await ready;
  } finally {
    signal.removeEventListener("abort", abort);
  }
  unrefChild(child);
  return { port, ended, [Symbol.dispose]: () => endChild(child) };
}

/** Free a moment ago: ssh cannot choose one itself for -L, and says so when it was taken meanwhile. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
  });
  return promise;
}
