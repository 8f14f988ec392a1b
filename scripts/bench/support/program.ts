import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import packageJson from "../../../package.json" with { type: "json" };

/** In bytes, right after a collection of garbage. */
export interface Memory {
  readonly heap: number;
  readonly resident: number;
}

export interface Program extends AsyncDisposable {
  /** From the start of the process to its word that it is ready. */
  readonly readyMs: number;
  memory(): Promise<Memory>;
}

/** What `npm start` gives Node. */
const flags = packageJson.scripts.start.split(" ").filter((word) => word.startsWith("--"));

/** A program as a process of its own, started as `npm start` does, once it has said on standard error that it is ready. */
export async function startProgram(
  file: string,
  settings: Readonly<Record<string, string>>,
  cwd: string,
  ready: RegExp,
): Promise<Program> {
  const probe = [...flags, "--expose-gc", "--import", fileURLToPath(new URL("../memory-probe.mjs", import.meta.url))];
  const env = { ...process.env, ...settings };
  const begun = performance.now();
  const program = spawn(process.execPath, [...probe, file], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const lines = createInterface(program.stderr);
  await said(lines, ready);
  return {
    readyMs: performance.now() - begun,
    async memory() {
      program.kill("SIGUSR2");
      const [, heap, resident] = await said(lines, /^memory (\d+) (\d+)$/);
      return { heap: Number(heap), resident: Number(resident) };
    },
    async [Symbol.asyncDispose]() {
      const ended = once(program, "exit");
      program.kill("SIGKILL");
      await ended;
    },
  };
}

/** An engine that takes connections and never says a word. `hosts` is for the settings. */
export async function frozenEngine(): Promise<AsyncDisposable & { readonly hosts: string }> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-frozen-"));
  const path = join(folder, "docker.sock");
  const engine = createServer(() => undefined).listen(path);
  await once(engine, "listening");
  return {
    hosts: `local=unix://${path}`,
    async [Symbol.asyncDispose]() {
      engine.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The next line like this. */
async function said(lines: Interface, like: RegExp): Promise<RegExpExecArray> {
  const others: string[] = [];
  for (;;) {
    const [line] = (await Promise.race([once(lines, "line"), once(lines, "close")])) as [string | undefined];
    if (line === undefined) throw new Error(`It ended:\n${others.join("\n")}`);
    const found = like.exec(line);
    if (found) return found;
    others.push(line);
  }
}
