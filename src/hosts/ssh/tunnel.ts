import { spawn } from "node:child_process";
import { endChild, unrefChild } from "../stdio/child.ts";
import { StdioError } from "../stdio/failure.ts";
import { Heard } from "../stdio/output.ts";
import { type Program, spawnOptions } from "../stdio/program.ts";

/** A running ssh that forwards something of this machine. */
export interface Tunnel extends Disposable {
  /** The first group of the sign. */
  readonly told: string;
  /** Settles when ssh has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/**
 * Starts ssh and waits until what it forwards is open.
 *
 * @param sign What the other side says when it is; anything, unless it is given.
 * @throws StdioError when ssh ends instead.
 */
export async function openTunnel(program: Program, signal: AbortSignal, sign = /^()/): Promise<Tunnel> {
  const child = spawn(program.command, program.args, { ...spawnOptions(program), stdio: ["pipe", "pipe", "pipe"] });
  const heard = new Heard();
  const answer = new Heard();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const { promise: ready, resolve: answered, reject } = Promise.withResolvers<string>();
  const failed = (exitCode: number | null, signal: NodeJS.Signals | null, code?: string) =>
    reject(new StdioError({ program: program.command, exitCode, signal, code, said: heard.toString(), begun: false }));
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
  // ssh opens what it forwards before it runs anything on the other side: whatever comes back from there is the sign. No
  // connection is made to try, as a database counts those that come to nothing.
  child.stdout.on("data", (part: Buffer) => {
    answer.push(part);
    const found = sign.exec(answer.toString());
    if (found) answered(found[1] ?? "");
  });
  child.stdin.write("\n");
  const abort = () => endChild(child);
  signal.addEventListener("abort", abort, { once: true });
  const told = await ready.finally(() => signal.removeEventListener("abort", abort));
  unrefChild(child);
  return { told, ended, [Symbol.dispose]: () => endChild(child) };
}
