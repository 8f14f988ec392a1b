import { setTimeout as delay } from "node:timers/promises";
import type { ContainerEvent, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { died, hasSettled, STEADY } from "./bounce.ts";
import type { Bounce } from "./bounce.ts";
import { crashEvidence } from "./crash-evidence.ts";
import type { BringingBack } from "./bring-back.ts";
import { removeEnded } from "./run-end.ts";
import { lookAfterGap, lookAtFirst, noteEvent } from "./watch-gap.ts";
import type { Gap, Running } from "./watch-gap.ts";
import * as tell from "./watch-replies.ts";

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Between two looks whether what looped runs quietly. */
const lookMs = 5_000;
/** A storm of events must not become a storm of writes; what comes twice after a kill does no harm. */
const noteMs = 1_000;
/** Longer than any server is given to stop. */
const rewindMs = 90_000;
const defaultStableMs = 90_000;

export interface Watching extends BringingBack {
  readonly log: (entry: { readonly level: "info" | "error"; readonly message: string }) => void;
  readonly stableMs?: number | undefined;
}

/** What is known of one container between two events. */
interface Seen {
  bounce: Bounce;
  /** Somebody asked the engine to end it: the death that follows is no crash. */
  asked: boolean;
  outOfMemory: boolean;
}

type Noticed = ContainerEvent & {
  /** A process before this one has told it. */
  readonly wasTold: boolean;
  /** A start whose end before it nobody saw. */
  readonly isUnseen: boolean;
};

/**
 * Listens to one host for ever and tells a lease's channel when its container crashes. A connection that ends is made
 * again, from the last event on; what an engine forgot by restarting is found by a look at what runs. What it has stopped by
 * itself is brought back.
 */
export async function watchHost(parts: Watching, host: Host, signal: AbortSignal): Promise<void> {
  if (!host.events) return;
  const seen = new Map<string, Seen>();
  const settling = watchLoops(parts, host, seen, signal);
  const labels = { "longshore.instance": parts.ledger.instance };
  const told = Number(parts.ledger.fact(`watched ${host.name}`) ?? 0);
  // From a little earlier: a bot that died between the kill and the death of a stop would take the death for a crash.
  let since = told === 0 ? undefined : String(told - rewindMs);
  let notedAt = -Infinity;
  let pauseMs = firstPauseMs;
  const running: Running = new Map();
  let looking = lookAtFirst(parts, host, running, signal);
  let inGap = false;
  // What was noted is one millisecond after one.
  let lastEvent = told === 0 ? undefined : told - 1;
  while (!signal.aborted) {
    try {
      for await (const event of host.events(
        labels,
        since === undefined ? new Date() : new Date(Number(since)),
        signal,
      )) {
        pauseMs = firstPauseMs;
        // One millisecond on, or the last event would come again at every reconnection.
        lastEvent = Math.floor(event.at.getTime());
        since = String(lastEvent + 1);
        if (performance.now() - notedAt > noteMs) {
          parts.ledger.note(`watched ${host.name}`, since);
          notedAt = performance.now();
        }
        const isUnseen = noteEvent(running, event);
        await handle(parts, host, seen, { ...event, isUnseen, wasTold: event.at.getTime() < told }, signal);
      }
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof Problem))
        parts.log({ level: "error", message: `Watching ${host.name}: ${String(error)}` });
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (!inGap) {
        inGap = true;
        // As it was before anything is told again: what a new engine tells of its start takes away what ran.
        const gap: Gap = { ran: new Map(running), lastEvent };
        // Beside the listening, which tells first what the engine has not forgotten.
        looking = looking.then(() => lookAfterGap(parts, host, running, gap, signal)).then(() => void (inGap = false));
      }
    }
    since ??= String(Date.now());
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all([settling, looking]);
}

async function handle(
  parts: Watching,
  host: Host,
  seen: Map<string, Seen>,
  event: Noticed,
  signal: AbortSignal,
): Promise<void> {
  const id = event.labels["longshore.lease"] ?? "";
  const lease = parts.ledger.get(id);
  const state = seen.get(id) ?? { bounce: STEADY, asked: false, outOfMemory: false };
  seen.set(id, state);
  if (event.action === "kill") state.asked = true;
  if (event.action === "oom") state.outOfMemory = true;
  if (event.action === "start") [state.asked, state.outOfMemory] = [false, false];
  // Until it is ready, whoever makes it tells what went wrong.
  if (lease?.state !== "ready" || event.wasTold) return;
  if (event.isUnseen) say(parts, lease, tell.restarted(lease));
  if (event.action === "health_status" && event.health === "unhealthy") say(parts, lease, tell.unhealthy(lease));
  if (event.action !== "die") return;
  if (!state.asked) await tellOfDeath(parts, host, lease, event, state, signal);
  if (lease.removeWhenEnded) await removeEnded(parts.ledger, host, lease, signal);
}

async function tellOfDeath(
  parts: Watching,
  host: Host,
  lease: Lease,
  event: ContainerEvent,
  state: Seen,
  signal: AbortSignal,
): Promise<void> {
  const { bounce, say: what } = died(state.bounce, event.at.getTime());
  state.bounce = bounce;
  if (what === "loop") say(parts, lease, tell.loops(lease, bounce.deaths.length));
  if (what !== "crash") return;
  const { containerId, exitCode } = event;
  const death = { containerId, exitCode, outOfMemory: state.outOfMemory };
  say(parts, lease, tell.died(lease, await crashEvidence(parts, host, lease, death, signal)));
}

async function watchLoops(parts: Watching, host: Host, seen: Map<string, Seen>, signal: AbortSignal): Promise<void> {
  const stableMs = parts.stableMs ?? defaultStableMs;
  while (!signal.aborted) {
    await delay(Math.min(lookMs, stableMs), undefined, { signal }).catch(() => undefined);
    for (const [id, state] of seen) {
      if (!state.bounce.looping) continue;
      const lease = parts.ledger.get(id);
      if (!lease) seen.delete(id);
      const container = await host.containers.inspect(lease?.containerId ?? "", signal).catch(() => undefined);
      if (!lease || !hasSettled(state.bounce, container?.status === "running", Date.now(), stableMs)) continue;
      state.bounce = STEADY;
      say(parts, lease, tell.stable(lease));
    }
  }
}

function say({ notifier }: Watching, { channel, owner }: Lease, reply: Reply): void {
  notifier.tell(channel, reply, owner);
}
