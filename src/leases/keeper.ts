import { setTimeout as delay } from "node:timers/promises";
import type { Host, Hosts } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { keepBaked } from "./baked/keep.ts";
import type { KeepingBaked } from "./baked/keep.ts";
import type { EngineFacts } from "./engine-facts.ts";
import { createExpiry } from "./expiry.ts";
import { keepImages } from "./pre-pull.ts";
import type { PrePulling } from "./pre-pull.ts";
import { reconcile } from "./reconcile.ts";
import type { Reconciling } from "./reconcile.ts";
import { reopenForwards } from "./reopen.ts";
import { rollUp } from "./roll-up.ts";
import { keepSpares } from "./spares/keep.ts";
import type { KeepingSpares } from "./spares/keep.ts";
import { watchHost } from "./watch.ts";

/** An engine may still finish what a killed process had asked it for; this long after the start it has. */
const secondPassMs = 10_000;
const everyMs = 5 * 60_000;
/** Between two attempts on a host that does not answer. */
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Between two looks at the ledger whether something was left unfinished. */
const lookMs = 1_000;

/** Between two looks whether a lease ends. */
const tickMs = 5_000;
/** Nothing ends so soon after a start, or after the clock jumped, without a warning first. */
const settleMs = 5 * 60_000;
/** More than this between two ticks and the clock was set, or the machine slept. */
const jumpMs = 60_000;

export interface Keeping extends Reconciling, KeepingSpares, KeepingBaked, PrePulling {
  readonly hosts: Hosts;
  readonly engineFacts: EngineFacts;
  readonly log: (entry: KeeperEntry) => void;
  readonly graceMs: number;
  /** For tests, which have no minutes to wait. */
  readonly pace?: {
    readonly tickMs?: number;
    readonly settleMs?: number;
    readonly secondPassMs?: number;
    readonly stableMs?: number;
    readonly sparesLookMs?: number;
    readonly sparesHealthMs?: number;
    readonly sparesImagesMs?: number;
    readonly sparesPauseMs?: number;
    readonly prePullMs?: number;
    readonly bakedLookMs?: number;
    readonly bakedTidyMs?: number;
  };
}

export interface KeeperEntry {
  readonly level: "info" | "error";
  readonly message: string;
}

/**
 * Looks after what exists, in the background, from the start of a bot to its end: keeps every host and the ledger in
 * agreement, and ends leases whose time is over. A host that is down holds up no other and is asked again for ever.
 */
export function keepHosts(given: Keeping): AsyncDisposable {
  const ending = new AbortController();
  const parts = { ...given, notifier: rollUp(given.notifier) };
  const loops = parts.hosts.all.map((host) => keepHost(parts, host, ending.signal));
  loops.push(keepTime(parts, ending.signal));
  loops.push(...parts.hosts.all.map((host) => keepSpares(parts, host, ending.signal)));
  loops.push(...parts.hosts.all.map((host) => keepBaked(parts, host, ending.signal)));
  loops.push(...parts.hosts.all.map((host) => keepImages(parts, host, ending.signal)));
  const { stableMs } = parts.pace ?? {};
  loops.push(...parts.hosts.all.map((host) => watchHost({ ...parts, stableMs }, host, ending.signal)));
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(loops);
    },
  };
}

async function keepHost(parts: Keeping, host: Host, signal: AbortSignal): Promise<void> {
  let pauseMs = firstPauseMs;
  let passes = 0;
  let told = "";
  const toldOfPorts = new Set<string>();
  let earlyMs = firstPauseMs;
  while (!signal.aborted) {
    let nextMs = pauseMs;
    // Not awaited: an ssh that hangs must not hold up what can be put in order without it.
    void reopenForwards(parts, host, toldOfPorts, signal);
    try {
      for (const message of await reconcile(parts, host, signal)) parts.log({ level: "info", message });
      // Known before anybody has to wait for it.
      await parts.engineFacts.of(host, signal);
      passes++;
      pauseMs = firstPauseMs;
      told = "";
      nextMs = passes === 1 ? (parts.pace?.secondPassMs ?? secondPassMs) : everyMs;
    } catch (error) {
      if (signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      const message = error instanceof Problem ? error.message : reasonOf(error);
      // Once: a host that is down for a night would fill the log.
      if (message !== told) parts.log({ level: "error", message: `Cannot put ${host.name} in order yet: ${message}` });
      told = message;
    }
    earlyMs = await untilNeeded(parts, host, nextMs, earlyMs, signal);
  }
}

/**
 * Waits, but not as long when a request that failed has left something unfinished: an engine that is back again is then
 * put in order at once. What stays unfinished is looked at less and less often. Gives how long to wait the next time.
 */
async function untilNeeded(
  { ledger }: Keeping,
  host: Host,
  mostMs: number,
  earlyMs: number,
  signal: AbortSignal,
): Promise<number> {
  const end = performance.now() + mostMs;
  for (let waited = 0; performance.now() < end && !signal.aborted; waited += lookMs) {
    const isUnfinished = ledger
      .list({ host: host.name })
      .some(({ id, state, rotating }) => (state !== "ready" || rotating === true) && !ledger.work.isBusy(id));
    if (isUnfinished && waited >= earlyMs) return Math.min(earlyMs * 2, everyMs);
    await delay(Math.max(0, Math.min(lookMs, end - performance.now())), undefined, { signal }).catch(() => undefined);
  }
  return firstPauseMs;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function keepTime(parts: Keeping, signal: AbortSignal): Promise<void> {
  const { now, graceMs, pace = {} } = parts;
  const expiry = createExpiry(parts);
  const settled = pace.settleMs ?? settleMs;
  let settledAt = now() + settled;
  let running: Promise<void> = Promise.resolve();
  let lastWall = now();
  let lastSteady = performance.now();
  while (!signal.aborted) {
    const jumped = now() - lastWall - (performance.now() - lastSteady);
    if (Math.abs(jumped) > jumpMs) {
      settledAt = now() + settled;
      parts.log({
        level: "info",
        message: `The clock moved by ${Math.round(jumped / 1000)} s; nothing ends without a warning`,
      });
    }
    [lastWall, lastSteady] = [now(), performance.now()];
    // Not awaited: one host that hangs must not hold up the others. What is claimed already is left alone by the next.
    running = expiry.tick({ now: now(), settledAt, graceMs }, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      parts.log({ level: "error", message: `Looking for leases that end failed: ${String(error)}` });
    });
    await delay(pace.tickMs ?? tickMs, undefined, { signal }).catch(() => undefined);
  }
  await running;
}
