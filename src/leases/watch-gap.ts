import { setTimeout as delay } from "node:timers/promises";
import type { ContainerEvent, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { crashEvidence } from "./crash-evidence.ts";
import type { Reconciling } from "./reconcile.ts";
import * as tell from "./watch-replies.ts";

/** By then the engine has told what it still knows of, and has started again what it starts by itself. */
const settleMs = 3_000;
/** Between an event of a start and what the engine says of that start later. */
const sameStartMs = 1_000;

/** Since when each lease's container runs, in milliseconds, as far as anybody saw; absent: it does not, or was asked to end. */
export type Running = Map<string, number>;

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

/**
 * An engine that restarts forgets its events, so what ended meanwhile is found by looking. `wasBlind` is false for the
 * first look, which only finds out what runs.
 */
export async function lookAfterGap(
  parts: Reconciling,
  host: Host,
  running: Running,
  wasBlind: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { ledger } = parts;
  try {
    if (wasBlind) await delay(settleMs, undefined, { signal });
    for (const { id, labels } of await host.containers.list({ "longshore.instance": ledger.instance }, signal)) {
      const lease = ledger.get(labels["longshore.lease"] ?? "");
      if (lease?.state !== "ready" || ledger.work.isBusy(lease.id)) continue;
      const before = running.get(lease.id);
      const state = await host.containers.inspect(id, signal);
      // Somebody was quicker: an event has told it meanwhile, or a request is at it.
      if (!state || running.get(lease.id) !== before || ledger.work.isBusy(lease.id)) continue;
      const since = state.status === "running" ? state.startedAt?.getTime() : undefined;
      if (since === undefined) running.delete(lease.id);
      else running.set(lease.id, since);
      if (!wasBlind || before === undefined) continue;
      if (since !== undefined && since > before + sameStartMs) say(parts, lease, tell.restarted(lease));
      if (state.status === "exited" || state.status === "dead") {
        const death = { containerId: id, exitCode: state.exitCode, outOfMemory: state.outOfMemory };
        say(parts, lease, tell.died(lease, await crashEvidence(parts, host, lease, death, signal)));
      }
    }
  } catch (error) {
    // Out of reach once more: it is looked at again when it is back.
    if (!signal.aborted && !(error instanceof Problem)) throw error;
  }
}

function say({ notifier }: Reconciling, { channel, owner }: Lease, reply: Reply): void {
  notifier.tell(channel, reply, owner);
}
