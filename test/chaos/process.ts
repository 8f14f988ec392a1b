import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Said {
  readonly line?: string;
  readonly tone?: string;
  readonly title?: string;
  readonly code?: string;
  readonly told?: string;
  readonly ready?: number;
  readonly log?: { readonly message?: string };
}

/** A bot in a process of its own. */
export interface BotProcess {
  readonly said: readonly Said[];
  /** What it wrote that was no JSON: crashes. */
  readonly errors: () => string;
  type(line: string): void;
  /** Resolves with the first thing said, from now or before, that fits; rejects when the process ends or time is up. */
  until(fits: (said: Said) => boolean, limitMs?: number): Promise<Said>;
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

const program = fileURLToPath(new URL("worker.ts", import.meta.url));

export function startBot(env: Readonly<Record<string, string>>): BotProcess {
  const child = spawn(process.execPath, ["--no-warnings", program], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const said: Said[] = [];
  const waiting = new Set<() => void>();
  let errors = "";
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(JSON.parse(line) as Said);
    for (const look of waiting) look();
  });
  let over = false;
  const ended = once(child, "close").then(([code]) => {
    over = true;
    for (const look of waiting) look();
    return code as number | null;
  });
  return {
    said,
    errors: () => errors,
    ended,
    type: (line) => void child.stdin.write(`${line}\n`),
    until(fits, limitMs = 60_000) {
      const { promise, resolve, reject } = Promise.withResolvers<Said>();
      const fail = (why: string) => reject(new Error(`${why}; it said ${JSON.stringify(said.slice(-8))} ${errors}`));
      const look = () => {
        const found = said.find(fits);
        if (found) resolve(found);
        else if (over) fail("the bot ended");
      };
      const timer = setTimeout(() => fail(`not within ${limitMs} ms`), limitMs);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(look);
      });
    },
    async kill(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
