import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Block, Reply } from "#core/reply.ts";
import { loadDatabases } from "#databases/load.ts";
import { createBot } from "#dispatch/dispatch.ts";
import { loadCommands } from "#dispatch/load.ts";
import { openHosts } from "#hosts/hosts.ts";
import { createLeases } from "#leases/leases.ts";
import { openLedger } from "#leases/ledger.ts";
import type { Ledger } from "#leases/ledger.ts";
import { localBuilder } from "#leases/local-builder.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { runPolicyOf } from "#policy/run-settings.ts";
import { drawChart } from "#src/charts/draw.ts";
import { paths, readConfig } from "#src/config.ts";
import { removeLabelled } from "./docker.ts";

export interface TestBot extends AsyncDisposable {
  readonly bot: Bot;
  readonly ledger: Ledger;
  readonly dataDirectory: string;
  /** What every container and volume of this bot carries. */
  readonly label: string;
  readonly logged: string[];
  /** The replies to one line, in order. */
  ask(line: string, options?: { readonly caller?: Caller; readonly signal?: AbortSignal }): Promise<Reply[]>;
  /** The last one of them. */
  say(line: string, options?: { readonly caller?: Caller; readonly signal?: AbortSignal }): Promise<Reply>;
}

const commandsFolder = fileURLToPath(new URL("../../commands", import.meta.url));

export const ann: Caller = {
  platform: "terminal",
  team: "test",
  user: "1000",
  channel: "terminal",
  groups: [],
  displayName: "ann",
};

/** The whole bot on the real engine, with a ledger of its own; removes everything it made when it is disposed of. */
export async function openTestBot(settings: Readonly<Record<string, string>> = {}): Promise<TestBot> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "longshore-test-"));
  const config = readConfig({ HOSTS: `local=docker?ports=${portWindow()}`, ...settings, DATA_DIR: dataDirectory });
  const path = paths(config);
  const ledger = openLedger(path.ledger, createVault(readKey(config.key, path.key)));
  const [commands, databases] = await Promise.all([loadCommands(commandsFolder), loadDatabases()]);
  const hosts = await openHosts(config.hosts, { ...config.environment, variables: process.env });
  const leases = createLeases({ hosts, databases, ledger, builder: localBuilder, random: Math.random });
  const logged: string[] = [];
  const log = (entry: unknown) => void logged.push(JSON.stringify(entry));
  const runPolicy = runPolicyOf(config.settings.docker);
  const parts = { commands, hosts, databases, leases, runPolicy, draw: drawChart, log };
  const bot = createBot({ ...parts, newReference: () => "reference" });
  const label = `longshore.instance=${ledger.instance}`;

  const ask: TestBot["ask"] = async (line, { caller = ann, signal = new AbortController().signal } = {}) => {
    const deliveryId = crypto.randomUUID();
    return Array.fromAsync(bot.handle({ caller, what: { line }, deliveryId, signal }));
  };
  return {
    bot,
    ledger,
    dataDirectory,
    label,
    logged,
    ask,
    async say(line, options) {
      const last = (await ask(line, options)).at(-1);
      if (!last) throw new Error(`no reply to ${line}`);
      return last;
    },
    async [Symbol.asyncDispose]() {
      await removeLabelled(label);
      await hosts[Symbol.asyncDispose]();
      ledger[Symbol.dispose]();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A hundred ports at a random place, so that two runs of the tests on one engine stay out of each other's way. */
export function portWindow(): string {
  const first = 20_000 + 100 * Math.floor(Math.random() * 100);
  return `${first}-${first + 99}`;
}

/** The secret of a reply. */
export function secretOf(reply: Reply): string {
  const block = blockOf(reply, "secret");
  return block.value.reveal();
}

export function fieldsOf(reply: Reply): Readonly<Record<string, string>> {
  return blockOf(reply, "fields").fields;
}

export function blockOf<K extends Block["kind"]>(reply: Reply, kind: K): Extract<Block, { kind: K }> {
  const block = reply.blocks?.find((candidate): candidate is Extract<Block, { kind: K }> => candidate.kind === kind);
  if (!block) throw new Error(`no ${kind} in: ${JSON.stringify(reply)}`);
  return block;
}
