import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Notifier } from "#core/notifier.ts";
import { Problem } from "#core/problem.ts";
import { loadDatabases } from "#databases/load.ts";
import { roleOf } from "#dispatch/authorise.ts";
import { createBot } from "#dispatch/dispatch.ts";
import type { RunningBot } from "#dispatch/dispatch.ts";
import { loadCommands } from "#dispatch/load.ts";
import { openHosts } from "#hosts/hosts.ts";
import { knownNames } from "#hosts/known-names.ts";
import { openBakery } from "#leases/baked/bakery.ts";
import { rememberEngineFacts } from "#leases/engine-facts.ts";
import { keepHosts } from "#leases/keeper.ts";
import type { Keeping } from "#leases/keeper.ts";
import { createLeases, redactPasswords } from "#leases/leases.ts";
import { openLedger } from "#leases/ledger.ts";
import type { Ledger } from "#leases/ledger.ts";
import { localBuilder } from "#leases/local-builder.ts";
import { takeLock } from "#leases/lock.ts";
import { NO_SPARES } from "#leases/spares/keep.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { joinWorkers } from "#leases/worker.ts";
import { runPolicyOf } from "#policy/run-settings.ts";
import { drawChart } from "./charts/draw.ts";
import { createDoctor } from "./doctor/doctor.ts";
import { paths } from "./config.ts";
import { withKnownKinds } from "./host-settings.ts";
import type { Config } from "./config.ts";
import { leaseRules } from "./lease-rules.ts";
import type { Log } from "./log.ts";

/** Everything a process works with, and how to end it. */
export interface Assembly extends AsyncDisposable {
  readonly bot: RunningBot;
  readonly hosts: Awaited<ReturnType<typeof openHosts>>;
  readonly ledger: Ledger;
}

export interface AssemblyOptions {
  /**
   * True for the bot, of which there is one a DATA_DIR: it alone looks after what exists. False for a process that runs
   * single lines beside it: those share the ledger and its locks, and look after nothing but their own work.
   */
  readonly keeps: boolean;
  readonly log: Log;
  readonly notifier: Notifier;
  readonly now?: () => number;
  /** How fast it looks after things; for tests. */
  readonly pace?: Keeping["pace"];
}

const commandsFolder = fileURLToPath(new URL("../commands", import.meta.url));

/** Wires the parts together, from the settings to the bot; a chat is put in front of it by whoever calls. */
export async function assemble(
  config: Config,
  { keeps, log, notifier, now = Date.now, pace = {} }: AssemblyOptions,
): Promise<Assembly> {
  const path = paths(config);
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  await using stack = new AsyncDisposableStack();

  if (keeps) stack.use(lockFor(config, path.lock));
  const worker = stack.use(joinWorkers(path.workers));
  const vault = createVault(readKey(config.key, path.key));
  const ledger = stack.use(openLedger(path.ledger, vault, { worker, auditExport: path.audit }));
  const [commands, databases] = await Promise.all([loadCommands(commandsFolder), loadDatabases()]);
  const settings = withKnownKinds(config.hosts, databases);
  const hosts = stack.use(await openHosts(settings, config.environment));
  const rules = leaseRules(config.settings, (caller) => roleOf(caller, config.policy.grants), settings);
  const spares = (host: string) => (config.spares.hosts.includes(host) ? config.spares.rules : NO_SPARES);
  const remembered = { bakery: openBakery(), engineFacts: rememberEngineFacts() };
  const parts = { hosts, databases, ledger, builder: localBuilder, random: Math.random, now, spares, ...remembered };
  const leases = createLeases({ ...parts, rules });
  const names = stack.use(knownNames(hosts));
  if (keeps) names.warm();
  const bot = createBot({
    commands,
    hosts,
    databases,
    leases,
    policy: config.policy,
    channelHost: (channel) => config.settings.channels?.[channel]?.host,
    runPolicy: runPolicyOf(config.settings.docker),
    draw: drawChart,
    suggestions: names.suggestions,
    log,
    newReference: () => randomBytes(4).toString("hex"),
    deliveries: ledger.deliveries,
    audit: ledger.audit,
    doctor: createDoctor({ config, hosts, ledger, databases }),
    tell: (channel, reply, ...mentions) => notifier.tell(channel, reply, ...mentions),
    send: (person, reply) => notifier.send(person, reply),
    ...(config.settings.approval && {
      approval: { ...config.settings.approval, store: ledger.approvals, notifier, now },
    }),
    redact: (text) => redactPasswords(ledger, text),
  });
  if (keeps)
    stack.use(
      keepHosts({
        ...parts,
        prePull: config.prePull,
        checkDisk: (host, signal) => leases.checkDisk(host, signal),
        bakedBytes: config.bakedBytes,
        notifier,
        log,
        graceMs: rules.graceMs,
        pace,
      }),
    );

  const kept = stack.move();
  return { bot, hosts, ledger, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function lockFor(config: Config, path: string): Disposable {
  const lock = takeLock(path);
  if (lock) return lock;
  throw new Problem("configuration", `Another Longshore works in ${config.dataDirectory}.`, {
    hint: "Single lines can be run beside it (npm start -- '/db list'); for a bot of its own, set another DATA_DIR.",
  });
}
