import { setTimeout as delay } from "node:timers/promises";
import type { ContainerEvent, ContainerState, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { bringBack } from "./bring-back.ts";
import type { BringingBack } from "./bring-back.ts";
import { crashEvidence } from "./crash-evidence.ts";
import * as tell from "./watch-replies.ts";

/** By then the engine has told what it still knows of, and has started again what it starts by itself. */
const settleMs = 3_000;
const longestPauseMs = 30_000;
/** Between an event of a start and what the engine says of that start later. */
const sameStartMs = 1_000;
/** The engine sends what it remembers with the head of its answer. */
const rememberMs = 2_000;

/** Since when each lease's container runs, in milliseconds, as far as anybody saw; absent: it does not, or was asked to end. */
export type Running = Map<string, number>;

/** What was known when a host went out of reach. */
export interface Gap {
  readonly ran: ReadonlyMap<string, number>;
  /** When the last event was that anybody saw, in whole milliseconds of the engine's clock. */
  readonly lastEvent: number | undefined;
}

/**
 * Notes what an event says about that. True when it is the start of what ran already, to our knowledge: an engine that was
 * killed starts what had crashed meanwhile, and tells of no death (seen with 20.10).
 */
export function noteEvent(running: Running, { action, labels, at }: ContainerEvent): boolean {
  const id = labels["longshore.lease"] ?? "";
  const before = running.get(id) ?? Infinity;
  if (action === "start") running.set(id, at.getTime());
  if (action === "kill" || action === "die") running.delete(id);
  return action === "start" && at.getTime() > before + sameStartMs;
}

/** Finds out what runs at the start of a bot, when nothing can have been missed. A host that is down is looked at later. */
export async function lookAtFirst(parts: BringingBack, host: Host, running: Running, signal: AbortSignal) {
  try {
    for await (const { lease, since, isStale } of lookAt(parts, host, running, signal)) {
      if (!isStale) note(running, lease, since);
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof Problem)) throw error;
  }
}

/** An engine that restarts forgets its events, so what ended meanwhile is found by looking, as soon as it answers. */
export async function lookAfterGap(
  parts: BringingBack,
  host: Host,
  running: Running,
  gap: Gap,
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = settleMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    try {
      return await lookOnce(parts, host, running, gap, signal);
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error;
    }
  }
}

interface Looked {
  readonly lease: Lease;
  readonly state: ContainerState;
  /** Undefined: it does not run. */
  readonly since: number | undefined;
  /** An event has told of it while it was looked at. */
  readonly isStale: boolean;
}

/** One look at an engine that answers again. */
export async function lookOnce(
  parts: BringingBack,
  host: Host,
  running: Running,
  gap: Gap,
  signal: AbortSignal,
): Promise<void> {
  const ended: (Looked & { readonly wasTold: boolean })[] = [];
  let someStayed = false;
  for await (const looked of lookAt(parts, host, running, signal)) {
    const { lease, state, since, isStale } = looked;
    const known = running.get(lease.id);
    const ran = gap.ran.get(lease.id);
    if (!isStale) note(running, lease, since);
    if (ran === undefined) continue;
    if (since !== undefined && since <= ran + sameStartMs) someStayed = true;
    const isAgain = since !== undefined && known !== undefined && since > known + sameStartMs;
    if (isAgain) say(parts, lease, tell.restarted(lease));
    const hasEnded = state.status === "exited" || state.status === "dead";
    if (hasEnded) ended.push({ ...looked, wasTold: known === undefined });
  }
  if (ended.length === 0) return;
  const { isSame, killed, died } = await recall(parts, host, gap, signal);
  for (const { lease, state, wasTold } of ended) {
    // A server does not end by itself and without an error; a container's program may have been done.
    const wasStopped =
      killed.has(lease.id) || (!died.has(lease.id) && lease.kind !== "container" && state.exitCode === 0);
    // An engine that was only out of reach has stopped nothing: somebody has, by Docker's own command.
    if (wasStopped && !isSame && !someStayed) await bringBack(parts, host, lease, state.id, signal);
    // What the engine tells of is told by whoever listens.
    else if (!wasTold && !killed.has(lease.id) && !died.has(lease.id))
      await sayDied(parts, host, { lease, state }, signal);
  }
}

/** What each lease's container does. What somebody is at is left to them. */
async function* lookAt(
  { ledger }: BringingBack,
  host: Host,
  running: Running,
  signal: AbortSignal,
): AsyncGenerator<Looked> {
  for (const { id, labels } of await host.containers.list({ "longshore.instance": ledger.instance }, signal)) {
    const lease = ledger.get(labels["longshore.lease"] ?? "");
    if (lease?.state !== "ready" || ledger.work.isBusy(lease.id)) continue;
    const before = running.get(lease.id);
    const state = await host.containers.inspect(id, signal);
    if (!state || ledger.work.isBusy(lease.id)) continue;
    const since = state.status === "running" ? state.startedAt?.getTime() : undefined;
    yield { lease, state, since, isStale: running.get(lease.id) !== before };
  }
}

function note(running: Running, { id }: Lease, since: number | undefined): void {
  if (since === undefined) running.delete(id);
  else running.set(id, since);
}

interface Recalled {
  /** It knows of what happened before it went out of reach, so it is the same process. */
  readonly isSame: boolean;
  /** Leases whose containers were asked to end, by whomever, and those that ended. */
  readonly killed: ReadonlySet<string>;
  readonly died: ReadonlySet<string>;
}

/** What the engine tells of the time since the last event that was seen. Engine 20.10 tells of its own stops as of anybody's. */
async function recall(
  { ledger }: BringingBack,
  host: Host,
  { lastEvent }: Gap,
  signal: AbortSignal,
): Promise<Recalled> {
  const [killed, died] = [new Set<string>(), new Set<string>()];
  const enough = AbortSignal.any([signal, AbortSignal.timeout(rememberMs)]);
  const ours = { "longshore.instance": ledger.instance };
  // Without one there is nothing that it could have forgotten.
  let isSame = lastEvent === undefined;
  try {
    for await (const { at, action, labels } of host.events?.(ours, new Date(lastEvent ?? Date.now()), enough) ?? []) {
      const isNew = lastEvent === undefined || Math.floor(at.getTime()) > lastEvent;
      isSame ||= !isNew;
      if (isNew && action === "kill") killed.add(labels["longshore.lease"] ?? "");
      if (isNew && action === "die") died.add(labels["longshore.lease"] ?? "");
    }
  } catch (error) {
    if (!enough.aborted || signal.aborted) throw error;
  }
  return { isSame, killed, died };
}

async function sayDied(
  parts: BringingBack,
  host: Host,
  { lease, state }: Pick<Looked, "lease" | "state">,
  signal: AbortSignal,
): Promise<void> {
  const death = { containerId: state.id, exitCode: state.exitCode, outOfMemory: state.outOfMemory };
  say(parts, lease, tell.died(lease, await crashEvidence(parts, host, lease, death, signal)));
}

function say({ notifier }: BringingBack, { channel, owner }: Lease, reply: Reply): void {
  notifier.tell(channel, reply, owner);
}
