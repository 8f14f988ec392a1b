import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { portWindow } from "#test/support/bot.ts";
import type { LoopbackSlack } from "./server.ts";
import type { Message } from "./web-api.ts";
import { APP_TOKEN, BOT_TOKEN, TEAM } from "./web-api.ts";

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));

/** The whole program in a process of its own, as somebody starts it for Slack, with a folder and ports of its own. */
export interface Program extends AsyncDisposable {
  /** Everything it has printed so far. */
  readonly log: string;
  readonly running: boolean;
  kill(signal: NodeJS.Signals): void;
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  connected(): Promise<void>;
}

/** Starts it; `environment` is put on top of what Socket Mode needs. Ann is an operator. */
export async function startProgram(
  slack: LoopbackSlack,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-slack-"));
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      ...process.env,
      DATA_DIR: folder,
      HOSTS: `local=docker?ports=${portWindow()}`,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: slack.apiUrl,
      OPERATORS: `slack:${TEAM}/U0ANN`,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (log += chunk));
  // Not "exit": what it printed last is to be there.
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    get log() {
      return log;
    },
    get running() {
      return child.exitCode === null && child.signalCode === null;
    },
    kill: (signal) => void child.kill(signal),
    ended,
    connected: () => vi.waitFor(() => expect(log).toContain("connected to slack"), { timeout: 30_000, interval: 20 }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for a message with this in its text or its blocks: whoever sees it, or one that this person alone sees. */
export function shown(slack: LoopbackSlack, part: string, user?: string): Promise<Message> {
  return vi.waitFor(
    () => {
      const all = slack.workspace.visible();
      const found = all.find(
        (message) => JSON.stringify(message).includes(part) && (user === undefined || message.user === user),
      );
      if (!found) throw new Error(`${part} is not among: ${all.map(({ text }) => text).join(" | ")}`);
      return found;
    },
    { timeout: 30_000, interval: 50 },
  );
}
