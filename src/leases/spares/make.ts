import { randomBytes } from "node:crypto";
import { SHARED_NETWORK } from "#core/docker/run-order.ts";
import { AHEAD_NAME } from "#core/database.ts";
import type { Database, DatabaseRequest, Login } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { checkDialable } from "#core/reach.ts";
import type { Spare } from "#core/spare.ts";
import { containerSpec } from "../container-spec.ts";
import type { ImageFound } from "../image.ts";
import { NOBODY, spareName } from "../labels.ts";
import { newPassword } from "../login.ts";
import { never } from "../never.ts";
import type { SpinUp } from "../parts.ts";
import { choosePort } from "../ports.ts";
import { waitUntilReady } from "../ready.ts";
import { removeEverything } from "../removal.ts";
import { lobbyOf } from "../target.ts";
import { fitOf } from "./fit.ts";
import { idleLimit } from "./idle.ts";

/** Somebody may be waiting for the other one. */
const MAKING_CPUS = 0.5;
/** As a lease has: one that waits uses none of it, and a claim is work that is done before the lease's own limits are set. */
const IDLE_CPUS = 1;

/** What a request without any options asks for: most are. */
export function plainRequest(database: Database, version: string): Omit<DatabaseRequest, "login"> {
  const memoryBytes = database.memory.defaultBytes;
  return { version, charset: undefined, collation: undefined, auth: undefined, args: [], memoryBytes };
}

/** Makes one spare, and takes back what it made when it fails. Throws the Problem of what went wrong. */
export async function makeSpare(
  parts: Pick<SpinUp, "ledger" | "random" | "now">,
  host: Host,
  kind: { readonly name: string; readonly database: Database },
  found: ImageFound,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = parts;
  const { database } = kind;
  const { ahead } = database;
  const login = { user: AHEAD_NAME, password: newPassword(), database: AHEAD_NAME };
  const asked = { ...plainRequest(database, found.version), login };
  const fit = fitOf(database, found.image, asked);
  if (!ahead || fit === undefined) return;

  const id = randomBytes(6).toString("hex");
  const spare = await draftSpare(parts, host, { id, kind: kind.name, fit, login, found, asked });
  ledger.work.claim(id, "being made ahead");
  try {
    ledger.spares.insert(spare);
    const plan = ahead.plan(asked);
    const lease = asLease(spare, host, asked.memoryBytes);
    const network = await host.networks.apart(SHARED_NETWORK, signal);
    const containerId = await host.containers.create(
      containerSpec(lease, ledger.instance, { bind: host.bind, network }, database, plan, true),
      never(),
    );
    ledger.spares.update(id, { containerId });
    signal.throwIfAborted();
    await host.containers.start(containerId, never());
    await waitUntilReady(
      {
        host,
        containerId,
        database,
        target: lobbyOf(database, { ...lease, login }),
        memoryBytes: asked.memoryBytes,
        // It gets half of a CPU, and waits for others.
        limitMs: 4 * database.firstStartMs,
      },
      signal,
    );
    const memoryBytes = idleLimit((await host.containers.stats(containerId, signal)).memoryBytes, asked.memoryBytes);
    await host.operations.update(
      containerId,
      { memoryBytes, cpus: IDLE_CPUS, restart: { name: "unless-stopped", retries: 0 } },
      never(),
    );
    ledger.spares.update(id, { memoryBytes, state: "ready" });
  } catch (error) {
    await throwAway(ledger, host, id);
    throw error;
  } finally {
    ledger.work.release(id);
  }
}

/** Removes it and its row. Whoever calls has claimed its id. */
export async function throwAway(ledger: SpinUp["ledger"], host: Host, id: string): Promise<void> {
  ledger.spares.update(id, { state: "removing" });
  await removeEverything(ledger, host, { id });
  ledger.spares.delete(id);
}

interface Drafted {
  readonly id: string;
  readonly kind: string;
  readonly fit: string;
  readonly login: Login;
  readonly found: ImageFound;
  readonly asked: DatabaseRequest;
}

/** A server that is nobody's, with a port of its own. Nothing is made yet. */
export async function draftSpare(
  { ledger, random, now }: Pick<SpinUp, "ledger" | "random" | "now">,
  host: Host,
  { id, kind, fit, login, found, asked }: Drafted,
): Promise<Spare> {
  checkDialable(host);
  const onHost = await host.containers.list({}, never());
  const taken = new Set([
    ...onHost.flatMap((container) => container.ports.map((port) => port.host)),
    ...ledger.list({ host: host.name }).map((lease) => lease.port),
    ...ledger.spares.list(host.name).map((spare) => spare.port),
  ]);
  const { image, version } = found;
  const { memoryBytes } = asked;
  const port = choosePort(host.ports, taken, random);
  const made = { version, image: image.reference, imageId: image.id, fit, port, memoryBytes, login };
  return {
    id,
    host: host.name,
    database: kind,
    state: "making",
    containerId: undefined,
    createdAt: new Date(now()),
    ...made,
  };
}

/** The lease it would be, so that its container is what a lease's is. */
export function asLease(spare: Spare, host: Host, memoryBytes: number): Lease {
  const { id, database, version, image, port, createdAt, login } = spare;
  return {
    id,
    name: spareName(spare),
    host: host.name,
    containerId: undefined,
    database,
    version,
    image,
    state: "creating",
    owner: NOBODY,
    ownerName: NOBODY,
    channel: NOBODY,
    address: host.address,
    port,
    memoryBytes,
    cpus: MAKING_CPUS,
    createdAt,
    expiresAt: undefined,
    login,
  };
}
