import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createBot } from "#dispatch/dispatch.ts";
import { loadCommands } from "#dispatch/load.ts";
import { loadDatabases } from "#databases/load.ts";
import { openHosts } from "#hosts/hosts.ts";
import { createLeases } from "#leases/leases.ts";
import { openLedger } from "#leases/ledger.ts";
import { localBuilder } from "#leases/local-builder.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { runTerminal, terminalCaller } from "#chat/terminal/index.ts";
import { callerId } from "#core/caller.ts";
import { Problem } from "#core/problem.ts";
import packageJson from "../package.json" with { type: "json" };
import { loadConfig, paths } from "./config.ts";
import { createLog } from "./log.ts";

const commandsFolder = fileURLToPath(new URL("../commands", import.meta.url));

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`longshore: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
}

/** Wires the parts together, from the settings to the chat; resolves to the exit code when the chat has ended. */
async function main(): Promise<number> {
  const config = loadConfig();
  const path = paths(config);
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const log = createLog({ quiet: true });

  using ledger = openLedger(path.ledger, createVault(readKey(config.key, path.key)));
  const [commands, databases] = await Promise.all([loadCommands(commandsFolder), loadDatabases()]);
  await using hosts = await openHosts(config.hosts, config.environment);
  const leases = createLeases({ hosts, databases, ledger, builder: localBuilder, random: Math.random });
  const bot = createBot({
    commands,
    hosts,
    databases,
    leases,
    suggestions: {
      databases: () => databases.names,
      hosts: () => hosts.all.map((host) => host.name),
      leases: (caller) => leases.list({ owner: callerId(caller) }).map((lease) => lease.name),
    },
    log,
    newReference: () => randomBytes(4).toString("hex"),
  });

  void hosts.warm();
  // Awaited here, or the ledger and the hosts would be closed before the chat has begun.
  return await runTerminal({
    bot,
    caller: terminalCaller(),
    arguments: process.argv.slice(2),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    settings: {
      color: config.color,
      historyPath: path.history,
      version: packageJson.version,
      hosts: hosts.all.length,
    },
    onLog: log.printWith,
  });
}
