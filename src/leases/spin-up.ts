import { randomBytes } from "node:crypto";
import { callerId, channelId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Access } from "#core/command.ts";
import type { Database, DatabasePlan, Databases } from "#core/database.ts";
import type { ContainerFile, ContainerSpec, Host, Hosts } from "#core/host.ts";
import type { Lease, UpRequest, UpResult } from "#core/lease.ts";
import { readableName } from "#core/names.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";
import type { EngineFacts } from "./engine-facts.ts";
import { findImage } from "./image.ts";
import type { ImageBuilder, ImageFound } from "./image.ts";
import { dataVolume, leaseLabels, secretsVolume } from "./labels.ts";
import type { Ledger } from "./ledger.ts";
import { newLogin } from "./login.ts";
import { choosePort } from "./ports.ts";
import { checkBudget, checkQuota } from "./quota.ts";
import { checkRoom, roomOn } from "./room.ts";
import { timeGiven } from "./rules.ts";
import type { LeaseRules } from "./rules.ts";
import { waitUntilReady } from "./ready.ts";
import { removeEverything } from "./removal.ts";
import { stopwatch } from "./stopwatch.ts";
import { targetOf } from "./target.ts";

/** The bridge all leases are on; containers on it cannot reach one another. */
const network = "longshore";
const defaultCpus = 1;
const pids = 512;
/** What the entrypoint of an image we do not know needs to step down from root and to start a second time. */
const stepDownCapabilities = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE"];
/** Somebody else can take a port between our choice and the start. */
const portAttempts = 5;

export interface SpinUp {
  readonly hosts: Hosts;
  readonly databases: Databases;
  readonly ledger: Ledger;
  readonly builder: ImageBuilder;
  readonly engineFacts: EngineFacts;
  readonly random: () => number;
  readonly rules: LeaseRules;
  /** Milliseconds since 1970, as `Date.now` gives them. */
  readonly now: () => number;
}

interface Plan {
  readonly request: UpRequest;
  readonly role: Access | undefined;
  readonly host: Host;
  readonly database: Database;
  readonly found: ImageFound;
  readonly plan: DatabasePlan;
  readonly lease: Lease;
}

/**
 * Makes a database for the caller: image, lease, container, answer. Until the image is there nothing exists; after that
 * everything is a transaction: whatever goes wrong, and a cancel too, removes exactly what was made.
 *
 * The engine is never interrupted in the middle of a create or a start: it would finish them behind our back. A cancel
 * takes effect before or after.
 */
export async function* spinUp(
  parts: SpinUp,
  request: UpRequest,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<Step, UpResult> {
  const watch = stopwatch();
  const { host, database, name, lease: draft } = begin(parts, request, caller);

  const facts = parts.engineFacts.of(host, signal);
  facts.catch(() => undefined);
  const found = yield* findImage(
    { name, database, version: request.version, reference: request.image },
    host,
    parts.builder,
    signal,
  );
  checkMemory(draft.memoryBytes, (await facts).memoryBytes, host);
  checkRoom(await roomOn(host), draft.memoryBytes, host);
  const role = parts.rules.role(caller);
  const plan = database.plan({
    version: found.version,
    login: draft.login,
    charset: request.charset,
    collation: request.collation,
    auth: request.auth,
    args: request.args,
    memoryBytes: draft.memoryBytes,
  });
  watch.lap("imageMs");

  let lease: Lease = { ...draft, version: found.version, image: found.image.reference };
  let settled = false;
  try {
    yield { text: `Creating ${lease.name}` };
    lease = await createAndStart(parts, { request, role, host, database, found, plan, lease }, signal, watch);

    yield { text: `Waiting for ${database.title} to answer` };
    const containerId = lease.containerId ?? lease.name;
    await waitUntilReady(
      {
        host,
        containerId,
        database,
        target: targetOf(lease),
        memoryBytes: lease.memoryBytes,
        limitMs: database.firstStartMs,
      },
      signal,
    );
    watch.lap("readyMs");
    // Only now: a first start that fails must fail once, not in a loop that hides the reason.
    await host.containers.setRestartPolicy(containerId, "unless-stopped", never());
    parts.ledger.update(lease.id, { state: "ready" });
    settled = true;
    return {
      lease: { ...lease, state: "ready" },
      existing: false,
      rung: "cold",
      timings: watch.timings(),
      notes: found.notes,
    };
  } finally {
    try {
      if (!settled) await undo(parts.ledger, host, lease);
    } finally {
      parts.ledger.work.release(lease.id);
    }
  }
}

/**
 * What went wrong first is what the caller must hear. If the engine is gone and nothing can be removed now, the row
 * stays, as "removing", and `/db down` or the next start finishes it.
 */
async function undo(ledger: Ledger, host: Host, lease: Lease): Promise<void> {
  try {
    await removeEverything(ledger, host, lease);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

/** Everything that can be decided before anything is made. */
function begin({ databases, hosts, ledger, random, rules, now }: SpinUp, request: UpRequest, caller: Caller) {
  const { name, database } = databases.find(request.database);
  const host = hosts.find(request.host);
  const { ports } = host;
  if (request.port !== undefined && (request.port < ports.first || request.port > ports.last)) {
    throw new Problem("bad-input", `Port ${request.port} is outside of what host "${host.name}" hands out.`, {
      hint: `Choose one from ${ports.first} to ${ports.last}, or leave --port away.`,
    });
  }
  const memoryBytes = request.memoryBytes ?? database.memory.defaultBytes;
  if (memoryBytes < database.memory.leastBytes) {
    throw new Problem("bad-input", `${database.title} does not start with ${showBytes(memoryBytes)} of memory.`, {
      hint: `Give it at least ${showBytes(database.memory.leastBytes)}, or leave --memory away for ${showBytes(database.memory.defaultBytes)}.`,
    });
  }
  const used = new Set(ledger.list({ host: host.name }).map((lease) => lease.name));
  let leaseName = request.name;
  while (leaseName === undefined || (request.name === undefined && used.has(leaseName))) {
    leaseName = `${name}-${readableName(random)}`;
  }
  const ttlMs = timeGiven(request.ttlMs, rules.terms(rules.role(caller), { database: name, host: host.name }));
  const lease: Lease = {
    id: randomBytes(6).toString("hex"),
    name: leaseName,
    host: host.name,
    containerId: undefined,
    database: name,
    version: "",
    image: "",
    state: "creating",
    owner: callerId(caller),
    ownerName: caller.displayName,
    channel: channelId(caller),
    address: host.address,
    port: 0,
    memoryBytes,
    cpus: request.cpus ?? defaultCpus,
    createdAt: new Date(now()),
    expiresAt: ttlMs === undefined ? undefined : new Date(now() + ttlMs),
    ttlMs,
    idleMs: request.idleMs,
    usedAt: new Date(now()),
    login: newLogin(leaseName, request.user, request.databaseName),
  };
  return { name, database, host, lease };
}

function checkMemory(wanted: number, available: number, host: Host): void {
  if (wanted <= available) return;
  throw new Problem("host-full", `Host "${host.name}" has ${showBytes(available)} of memory in all.`, {
    hint: `Ask for less than that: --memory ${Math.floor(available / 2 ** 21)}m`,
  });
}

/** Lease row, container, files, start. On a port that was taken meanwhile: again with another one. */
async function createAndStart(
  parts: SpinUp,
  { request, role, host, found, plan, database, lease: draft }: Plan,
  signal: AbortSignal,
  watch: ReturnType<typeof stopwatch>,
): Promise<Lease> {
  const { ledger, random } = parts;
  const range = parts.rules.quota(role).ports ?? host.ports;
  const [onHost] = await Promise.all([host.containers.list({}, signal), host.networks.ensure(network, signal)]);
  const taken = new Set([
    ...onHost.flatMap((container) => container.ports.map((port) => port.host)),
    ...ledger.list({ host: host.name }).map((other) => other.port),
  ]);
  for (let attempt = 1; ; attempt++) {
    const port = request.port ?? choosePort(range, taken, random);
    const lease = { ...draft, port };
    signal.throwIfAborted();
    // The claim comes first: a row that nobody claims is taken for something a dead process left behind.
    ledger.work.claim(lease.id, "being made");
    admit(parts, lease, role);
    const containerId = await host.containers.create(
      containerSpec(lease, ledger.instance, host, database, plan, found.known),
      never(),
    );
    ledger.update(lease.id, { containerId });
    await host.containers.putFiles(
      containerId,
      plan.secretPaths[0] ?? "/run/secrets",
      secretFiles(plan, database, found.known),
      never(),
    );
    watch.lap("createMs");
    try {
      await host.containers.start(containerId, never());
      await host.forwards?.open(port);
      watch.lap("startMs");
      return { ...lease, containerId };
    } catch (error) {
      const another = error instanceof Problem && error.code === "port-taken" && request.port === undefined;
      if (!another || attempt === portAttempts) throw error;
      await removeEverything(ledger, host, lease);
      taken.add(port);
    }
  }
}

/**
 * Writes the row if quota and budget allow. In one transaction with looking what there is: of two requests for the last
 * place, also in two processes, one gets it.
 */
function admit({ ledger, rules, hosts }: SpinUp, lease: Lease, role: Access | undefined): void {
  ledger.transaction(() => {
    const leases = ledger.list({});
    checkQuota(lease, leases, rules.quota(role));
    checkBudget(lease, leases, rules.budget(lease.host));
    if (!ledger.insert(lease)) throw nameTaken(lease.name, hosts.find(lease.host));
  });
}

function nameTaken(name: string, host: Host): Problem {
  return new Problem("name-taken", `There is already a database called "${name}" on host "${host.name}".`, {
    hint: `Choose another name: --name ${name}-2`,
  });
}

/** Pure: what Docker is asked for. */
export function containerSpec(
  lease: Lease,
  instance: string,
  host: Pick<Host, "bind">,
  database: Database,
  plan: DatabasePlan,
  known: boolean,
): ContainerSpec {
  const labels = leaseLabels(lease, instance);
  return {
    name: lease.name,
    image: lease.image,
    command: plan.command,
    env: plan.env,
    labels,
    user: known ? database.user : undefined,
    network,
    ports: [{ container: database.port, host: lease.port, address: host.bind }],
    mounts: [
      { kind: "volume", volume: dataVolume(lease.id), path: plan.dataPath, labels },
      ...plan.secretPaths.map((path) => ({ kind: "volume" as const, volume: secretsVolume(lease.id), path, labels })),
      ...plan.tmpfs.map((tmpfs) => ({ kind: "tmpfs" as const, ...tmpfs })),
    ],
    limits: {
      memoryBytes: lease.memoryBytes,
      cpus: lease.cpus,
      pids,
      ...(plan.shmBytes !== undefined && { shmBytes: plan.shmBytes }),
    },
    readOnlyRoot: known,
    capabilities: known ? [] : stepDownCapabilities,
    restart: "no",
    stopSeconds: database.stopSeconds,
  };
}

function secretFiles(plan: DatabasePlan, database: Database, known: boolean): ContainerFile[] {
  const [uid = 0, gid = 0] = known ? database.user.split(":").map(Number) : [];
  // In an image we do not know, the server's uid is not known either; only that server runs in the container.
  const mode = known ? 0o400 : 0o444;
  return plan.files.map(({ name, content }) => ({ name, content, mode, uid, gid }));
}

/** For calls that must not be interrupted; the host still ends them at its own deadline. */
function never(): AbortSignal {
  return new AbortController().signal;
}
