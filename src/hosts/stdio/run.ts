import { spawn } from "node:child_process";
import { endChild } from "./child.ts";
import { type StdioFailure } from "./failure.ts";
import { Heard } from "./output.ts";
import { type Program, spawnOptions } from "./program.ts";

/** Enough for any list of distributions or `ssh -G`. */
const MOST_BYTES = 256 * 1024;

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined for exit code 0. */
  readonly failure: StdioFailure | undefined;
}

/**
 * Runs a program to its end and gives what it said, decoded. How it ended is data, as callers read different things
 * from it; only the signal throws.
 *
 * @param onOutput Called with each piece of its standard output, for what takes long.
 */
export async function run(program: Program, signal: AbortSignal, onOutput?: (text: string) => void): Promise<Ran> {
  signal.throwIfAborted();
  const { promise: ended, resolve } = Promise.withResolvers<Pick<StdioFailure, "exitCode" | "signal" | "code">>();
  // No standard input: wsl.exe would wait for the end of it (nodejs/node#18431).
  const child = spawn(program.command, program.args, { ...spawnOptions(program), stdio: ["ignore", "pipe", "pipe"] });
  const stdout = new Heard(MOST_BYTES);
  const stderr = new Heard(MOST_BYTES);
  child.stdout.on("data", (part: Buffer) => {
    stdout.push(part);
    onOutput?.(stdout.toString());
  });
  child.stderr.on("data", (part: Buffer) => stderr.push(part));
  child.on("error", (error: NodeJS.ErrnoException) =>
    resolve({ exitCode: null, signal: null, code: error.code ?? "unknown" }),
  );
  child.on("close", (exitCode, signal) => resolve({ exitCode, signal, code: undefined }));
  const abort = () => endChild(child);
  signal.addEventListener("abort", abort, { once: true });
  try {
    const end = await ended;
    signal.throwIfAborted();
    const [out, error] = [stdout.toString(), stderr.toString()];
    const said = [error, out].filter(Boolean).join("\n");
    const failure = end.exitCode === 0 ? undefined : { program: program.command, ...end, said, begun: false };
    return { stdout: out, stderr: error, failure };
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
