import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Caller } from "#core/caller.ts";
import type { Reply } from "#core/reply.ts";
import { ann, portWindow } from "#test/support/bot.ts";
import { removeLabelled } from "#test/support/docker.ts";
import { assemble } from "#src/assembly.ts";
import type { Assembly } from "#src/assembly.ts";
import { readConfig } from "#src/config.ts";

export interface Told {
  readonly channel: string;
  readonly title: string;
  readonly mention: string | undefined;
  readonly actions: readonly string[];
}

export interface KeptBot extends AsyncDisposable {
  readonly assembly: Assembly;
  readonly dataDirectory: string;
  readonly label: string;
  readonly told: readonly Told[];
  /** Direct messages. Only Slack's people can be reached. */
  readonly sent: readonly { readonly person: string; readonly reply: Reply }[];
  /** Everything that left it: replies, what was told, the log. */
  readonly out: string[];
  /** Moves the bot's clock. */
  forward(ms: number): void;
  say(line: string, caller?: Caller): Promise<Reply>;
}

/** A directory for bots, and what they leave on the engine, removed at the end. */
export async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "longshore-safety-"));
  return {
    path,
    async [Symbol.asyncDispose]() {
      const { readFile } = await import("node:fs/promises");
      const instance = await readFile(join(path, "instance"), "utf8").catch(() => "");
      if (instance !== "") await removeLabelled(`longshore.instance=${instance.trim()}`);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** The whole bot that looks after its DATA_DIR, with a clock that can be moved. */
export async function openKeptBot(
  dataDirectory: string,
  settings: Readonly<Record<string, string>> = {},
  pace: Parameters<typeof assemble>[1]["pace"] = { tickMs: 100, settleMs: 0, secondPassMs: 1_000 },
): Promise<KeptBot> {
  const { DOCKER_HOST } = process.env;
  const usual = { HOSTS: `local=docker?ports=${portWindow()}`, BAKED: "off", ...(DOCKER_HOST && { DOCKER_HOST }) };
  const config = readConfig({ ...usual, ...settings, DATA_DIR: dataDirectory });
  const told: Told[] = [];
  const sent: { readonly person: string; readonly reply: Reply }[] = [];
  const out: string[] = [];
  let offset = 0;
  const log = Object.assign((entry: object) => void out.push(JSON.stringify(entry)), { printWith: () => undefined });
  const assembly = await assemble(config, {
    keeps: true,
    log,
    notifier: {
      tell(channel, reply, mention) {
        out.push(JSON.stringify(reply));
        const actions = (reply.actions ?? []).map(({ command }) => command);
        told.push({ channel, title: reply.title, mention, actions });
      },
      async send(person, reply) {
        sent.push({ person, reply });
        return person.startsWith("slack:");
      },
    },
    now: () => Date.now() + offset,
    ...(pace && { pace }),
  });
  return {
    assembly,
    dataDirectory,
    label: `longshore.instance=${assembly.ledger.instance}`,
    told,
    sent,
    out,
    forward: (ms) => void (offset += ms),
    async say(line, caller = ann) {
      const request = { caller, what: { line }, deliveryId: crypto.randomUUID(), signal: new AbortController().signal };
      const replies = await Array.fromAsync(assembly.bot.handle(request));
      out.push(JSON.stringify(replies));
      const last = replies.at(-1);
      if (!last) throw new Error(`no reply to ${line}`);
      return last;
    },
    [Symbol.asyncDispose]: () => assembly[Symbol.asyncDispose](),
  };
}

/** Waits until it holds, looking often; fails with what it saw last. */
export async function eventually(look: () => unknown, limitMs = 30_000): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    try {
      return void (await look());
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
