import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import type { Notifier } from "#core/notifier.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { leaseFromLabels, leaseOfVolume } from "./labels.ts";
import { finishContainer, removeEnded } from "./run-end.ts";
import type { SpinUp } from "./parts.ts";
import { planRepairs } from "./reconcile-plan.ts";
import type { Repair } from "./reconcile-plan.ts";
import { removeEverything } from "./removal.ts";
import * as tell from "./reconcile-replies.ts";
import { waitUntilReady } from "./ready.ts";
import { finishRotation } from "./rotate.ts";
import { settleSpare } from "./spares/claim.ts";
import { targetOf } from "./target.ts";

/** An engine that has just started may not say everything at once (seen with 20.10 after a kill). */
const secondLookMs = 2_000;

export type Reconciling = Pick<SpinUp, "databases" | "ledger"> & { readonly notifier: Notifier };

/**
 * Makes one host and the ledger agree, and tells the channels what that meant for them. Gives a line for the log for
 * each thing done. Throws when the host does not answer; what was put right until then stays so, and doing it all again
 * does no harm.
 */
export async function reconcile(parts: Reconciling, host: Host, signal: AbortSignal): Promise<string[]> {
  const { ledger } = parts;
  const ours = { "longshore.instance": ledger.instance };
  const [containers, volumes] = await Promise.all([
    host.containers.list(ours, signal),
    host.volumes.list(ours, signal),
  ]);
  const leases = ledger.list({ host: host.name });
  // Of one that is baked, no server is left: one that is there was not removed in time.
  const baking = ledger.baked.list(host.name).filter(({ reference }) => reference === "");
  const spares = [...ledger.spares.list(host.name), ...baking].map(({ id }) => id);
  const found = { containers, volumes: volumes.map(({ name }) => name), leases, spares };
  const done: string[] = [];
  for (const repair of planRepairs(found, (id) => ledger.work.isBusy(id))) {
    signal.throwIfAborted();
    const line = await claimed(parts, idOf(repair), () => apply(parts, host, repair, signal));
    if (line !== undefined) done.push(`${line} (host ${host.name})`);
  }
  return done;
}

/** Leaves it alone when somebody has begun to work on it since we looked. */
async function claimed<T>({ ledger }: Reconciling, id: string, run: () => Promise<T>): Promise<T | undefined> {
  if (ledger.work.claim(id, "being put in order") !== undefined) return undefined;
  try {
    return await run();
  } finally {
    ledger.work.release(id);
  }
}

function idOf(repair: Repair): string {
  if ("lease" in repair) return repair.lease.id;
  if ("volume" in repair) return leaseOfVolume(repair.volume) ?? repair.volume;
  return repair.container.labels["longshore.lease"] ?? repair.container.id;
}

async function apply(parts: Reconciling, host: Host, repair: Repair, signal: AbortSignal): Promise<string | undefined> {
  const { ledger } = parts;
  if (repair.kind === "finish") return finish(parts, host, repair.lease, signal);
  if (repair.kind === "remove") return remove(parts, host, repair.lease);
  if (repair.kind === "close") return close(parts, host, repair.lease, signal);
  if (repair.kind === "end") {
    await removeEnded(ledger, host, repair.lease, signal, { isClaimed: true });
    return `${repair.lease.name}: removed, it has ended (--rm)`;
  }
  if (repair.kind === "adopt") return adopt(parts, host, repair.container.id, signal);
  if (repair.kind === "rotate") return rotated(parts, host, repair.lease);
  if (repair.kind === "settle") return settled(host, repair.lease, signal);
  if (repair.kind === "reattach") {
    ledger.update(repair.lease.id, { containerId: repair.containerId });
    return `${repair.lease.name}: container ${repair.containerId.slice(0, 12)} is the one`;
  }
  // Known to the ledger by now? Then somebody is making it.
  const id = idOf(repair);
  if (ledger.get(id) ?? ledger.spares.get(id) ?? ledger.baked.get(id)?.reference === "") return undefined;
  if (repair.kind === "sweep") {
    await host.volumes.remove(repair.volume, signal);
    return `${repair.volume}: removed, it belongs to no database`;
  }
  await removeEverything(ledger, host, { id });
  return `${repair.container.name}: removed, nobody was promised it`;
}

async function finish(parts: Reconciling, host: Host, lease: Lease, signal: AbortSignal): Promise<string> {
  const { ledger, databases } = parts;
  if (lease.kind === "container") {
    await finishContainer(ledger, host, lease, signal);
    say(parts, lease, tell.finished(lease));
    return `${lease.name}: finished, it was being started when the bot ended`;
  }
  const { database } = databases.find(lease.database);
  const containerId = lease.containerId ?? lease.name;
  const limitMs = database.firstStartMs;
  try {
    const awaited = { host, containerId, database, target: targetOf(lease), memoryBytes: lease.memoryBytes, limitMs };
    await waitUntilReady(awaited, signal);
    await host.containers.settle(containerId, "unless-stopped", signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof Problem)) throw error;
    return remove(parts, host, lease, error.message);
  }
  const state = await host.containers.inspect(containerId, signal);
  ledger.update(lease.id, { state: "ready", ...(state && { containerId: state.id }) });
  say(parts, lease, tell.finished(lease));
  return `${lease.name}: finished, it was being made when somebody was cut off`;
}

/** Looked at again: somebody may have finished it since. One that cannot be finished must not hold up the others. */
async function rotated(parts: Reconciling, host: Host, { id }: Lease): Promise<string | undefined> {
  const lease = parts.ledger.get(id);
  if (!lease?.rotating) return undefined;
  try {
    await finishRotation(parts.ledger, host, parts.databases.find(lease.database).database, lease);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${lease.name}: its password is still half changed: ${error.message}`;
  }
  say(parts, lease, tell.rotated(lease));
  return `${lease.name}: its password was being changed when somebody was cut off, and is now`;
}

/** One that cannot be settled works all the same, and must not hold up the others. */
async function settled(host: Host, lease: Lease, signal: AbortSignal): Promise<string> {
  try {
    await settleSpare(host, lease, signal);
    return `${lease.name}: has its limits and its name now, it was handed out when somebody was cut off`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${lease.name}: still has the limits and the name of a spare: ${error.message}`;
  }
}

async function remove(parts: Reconciling, host: Host, lease: Lease, why?: string): Promise<string> {
  await removeEverything(parts.ledger, host, lease);
  const isNew = lease.state !== "removing";
  const what = isNew ? "made" : "removed";
  say(parts, lease, isNew ? tell.undone(lease, why) : tell.removed(lease));
  return `${lease.name}: removed, it was being ${what} when somebody was cut off`;
}

async function close(parts: Reconciling, host: Host, lease: Lease, signal: AbortSignal): Promise<string | undefined> {
  await delay(secondLookMs, undefined, { signal });
  const mine = { "longshore.lease": lease.id };
  if ((await host.containers.list(mine, signal)).length > 0) return undefined;
  if (lease.containerId !== undefined && (await host.containers.inspect(lease.containerId, signal))) return undefined;
  // Volumes of a container stay, as they do when it is removed by name.
  if (lease.kind === "container") parts.ledger.delete(lease.id);
  else await removeEverything(parts.ledger, host, lease);
  say(parts, lease, tell.gone(lease));
  return `${lease.name}: closed, its container was removed by somebody else`;
}

async function adopt(
  parts: Reconciling,
  host: Host,
  containerId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { ledger, databases } = parts;
  const container = await host.containers.inspect(containerId, signal);
  // Removed since we looked, row and all.
  if (!container) return undefined;
  const lease = leaseFromLabels(container, host);
  if (!lease || (lease.kind !== "container" && !databases.names.includes(lease.database))) {
    return `${container.name}: left alone, its labels do not tell what it is`;
  }
  if (!ledger.insert(lease)) return undefined;
  say(parts, lease, tell.adopted(lease));
  return `${lease.name}: taken back from its labels${lease.kind === "container" ? "" : ", without its password"}`;
}

function say({ notifier }: Reconciling, { channel, owner }: Lease, reply: Reply): void {
  notifier.tell(channel, reply, owner);
}
