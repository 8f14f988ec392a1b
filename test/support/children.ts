import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";

export interface Child {
  readonly pid: number;
  readonly command: string;
}

/** The running children of a process whose command line contains a text, from /proc. */
export async function childrenOf(parent: number, containing: string): Promise<readonly Child[]> {
  const all = await processes();
  return all.filter((child) => child.parent === parent && child.command.includes(containing)).map(plain);
}

/**
 * Starts a bot's worth of connections to a host in a process of its own, kills that process with its streams open, and
 * tells which of its descendants are left a second later.
 */
export async function killedBot(
  url: string,
  variables: Readonly<Record<string, string | undefined>>,
  containing: string,
  use: "short" | "streams" = "short",
): Promise<readonly Child[]> {
  const program = resolve(import.meta.dirname, "streaming-bot.ts");
  const bot = spawn(process.execPath, [program, url, use], { env: variables, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready, failed) => {
    bot.stdout.once("data", ready);
    bot.once("exit", () => failed(new Error("the bot ended by itself")));
  });
  const descendants = await descendantsOf(bot.pid ?? -1, containing);
  bot.removeAllListeners("exit");
  bot.kill("SIGKILL");
  if (descendants.length < 3) throw new Error(`only ${descendants.length} children: ${JSON.stringify(descendants)}`);
  await new Promise((done) => setTimeout(done, 1000));
  const now = await processes();
  return descendants.filter(({ pid, command }) => now.some((other) => other.pid === pid && other.command === command));
}

async function descendantsOf(parent: number, containing: string): Promise<readonly Child[]> {
  const all = await processes();
  const found: (typeof all)[number][] = [];
  let parents = [parent];
  while (parents.length > 0) {
    const next = all.filter((child) => parents.includes(child.parent));
    found.push(...next);
    parents = next.map(({ pid }) => pid);
  }
  return found.filter(({ command }) => command.includes(containing)).map(plain);
}

function plain({ pid, command }: Child): Child {
  return { pid, command };
}

async function processes(): Promise<readonly (Child & { readonly parent: number })[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = ids.map(async (id) => {
    try {
      const [status, command] = await Promise.all([
        readFile(`/proc/${id}/status`, "utf8"),
        readFile(`/proc/${id}/cmdline`, "utf8"),
      ]);
      // One that has ended and that nobody asked about yet has no command line.
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      return [{ pid: Number(id), parent, command: command.replaceAll("\0", " ") }];
    } catch {
      return [];
    }
  });
  return (await Promise.all(read)).flat().filter(({ command }) => command !== "");
}
