import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import type { LoopbackDiscord } from "./server.ts";
import { ANN, GUILD, TOKEN } from "./state.ts";

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

/** For a program whose settings want one. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The whole program, as a process of its own, with this Discord as its only chat. */
export interface RunningProgram extends AsyncDisposable {
  readonly process: ChildProcess;
  /** All it has said on standard error. */
  readonly log: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly afterMs: number }>;
  /** Resolves when it has said this. */
  says(words: string, timeoutMs?: number): Promise<void>;
}

export interface ProgramOptions {
  readonly discord: LoopbackDiscord;
  readonly settings?: Readonly<Record<string, string>>;
  /** Where its state is, for one that is started again; a folder of its own otherwise. */
  readonly dataDirectory?: string;
}

export async function runProgram({ discord, settings = {}, dataDirectory }: ProgramOptions): Promise<RunningProgram> {
  const folder = dataDirectory ?? (await mkdtemp(join(tmpdir(), "longshore-discord-")));
  const began = Date.now();
  const own = {
    DATA_DIR: folder,
    DISCORD_TOKEN: TOKEN,
    DISCORD_GUILD_IDS: GUILD,
    DISCORD_API_URL: discord.apiUrl,
    ADMINS: `discord:${GUILD}/${ANN}`,
  };
  const program = spawn(process.execPath, [main], {
    cwd: folder,
    env: { ...process.env, ...own, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  program.stderr.on("data", (chunk) => (log += chunk));
  const ended = new Promise<{ code: number | null; afterMs: number }>((resolve) =>
    program.once("close", (code) => resolve({ code, afterMs: Date.now() - began })),
  );
  return {
    process: program,
    log: () => log,
    ended,
    says: (words, timeout = 60_000) => vi.waitFor(() => expect(log).toContain(words), { timeout, interval: 20 }),
    async [Symbol.asyncDispose]() {
      program.kill("SIGKILL");
      await ended;
      if (dataDirectory === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
