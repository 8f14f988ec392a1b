import type { Host } from "#core/host.ts";
import type { Hosts } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { dueNow, endOf, REMOVAL_ANNOUNCED } from "./expiry-plan.ts";
import type { Due, Moment } from "./expiry-plan.ts";
import * as tell from "./expiry-replies.ts";
import { kindOf, linesOf } from "./kind.ts";
import type { Reconciling } from "./reconcile.ts";
import { removeEverything } from "./removal.ts";
import { targetOf } from "./target.ts";

export interface Expiring extends Reconciling {
  readonly hosts: Hosts;
  readonly now: () => number;
  readonly log: (entry: { readonly level: "info" | "error"; readonly message: string }) => void;
}

/** How often it is looked whether somebody uses a lease that ends when nobody does. */
const lookMs = 60_000;
/** Longer than a server takes to write to its log that we were there. */
const ownLinesMs = 2_000;

/** Warns of ends, stops what has ended, removes what was kept long enough. `tick` does what is due, and may be called at any time. */
export function createExpiry(parts: Expiring) {
  const { ledger } = parts;
  const looked = new Map<string, number>();

  /** One at a time for each lease: a claim that somebody else has means that they are at it. */
  async function claimed(lease: Lease, what: string, run: () => Promise<void>): Promise<void> {
    if (ledger.work.claim(lease.id, what) !== undefined) return;
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      parts.log({
        level: "error",
        message: `${lease.name} has ended and could not be ${what.slice(6)}: ${error.message}`,
      });
    } finally {
      ledger.work.release(lease.id);
    }
  }

  async function act(seen: Lease, moment: Moment, signal: AbortSignal): Promise<void> {
    const due = dueNow(seen, moment);
    if (!due) return;
    if (due.kind === "warn" || due.kind === "announce-removal") return warn(seen, due, moment.now);
    await claimed(seen, due.kind === "stop" ? "being stopped" : "being removed", async () => {
      // Extended or started since we looked? Then nothing is due any more.
      const lease = ledger.get(seen.id);
      if (!lease || dueNow(lease, moment)?.kind !== due.kind) return;
      const host = parts.hosts.find(lease.host);
      if (due.kind === "stop") await end(lease, host, moment, signal);
      else await remove(lease, host);
    });
  }

  /** Written before it is said: a warning that is lost is made good by the next, one that comes at every start is noise. */
  function warn(lease: Lease, due: Due & { readonly at: Date }, now: number): void {
    const leftMs = due.at.getTime() - now;
    ledger.update(lease.id, { warned: due.kind === "warn" ? due.warned : REMOVAL_ANNOUNCED });
    say(lease, due.kind === "warn" ? tell.endsSoon(lease, leftMs) : tell.removedSoon(lease, leftMs));
  }

  async function end(lease: Lease, host: Host, { now, graceMs }: Moment, signal: AbortSignal): Promise<void> {
    const seconds = await kindOf(parts.databases, lease).stopSeconds(host, signal);
    // Stopping what is stopped does nothing, so a kill between these two lines costs nothing.
    if (lease.containerId !== undefined) await host.containers.stop(lease.containerId, seconds, signal);
    ledger.update(lease.id, { endedAt: new Date(now), warned: 0 });
    record(lease, linesOf(lease).stop);
    if (lease.removeWhenEnded) await remove(lease, host);
    else say(lease, tell.ended(lease, graceMs));
  }

  async function remove(lease: Lease, host: Host): Promise<void> {
    await removeEverything(ledger, host, lease);
    record(lease, `${linesOf(lease).remove} --yes`);
    say(lease, tell.removed(lease));
  }

  function record({ id, host, channel }: Lease, line: string): void {
    const request = `${id}-${parts.now()}`;
    const command = line.split(" ").slice(0, 2).join(" ").slice(1);
    ledger.audit.began({ request, user: "longshore", channel, line, command, allowed: true, rule: "expiry", host });
    ledger.audit.ended({ request, outcome: "ok", targets: [id], durationMs: 0 });
  }

  /** Notes use of the leases that end without it. What cannot be seen counts as use. */
  async function look(lease: Lease, signal: AbortSignal): Promise<void> {
    const last = looked.get(lease.id) ?? 0;
    if (parts.now() - last < lookMs) return;
    looked.set(lease.id, parts.now());
    const used = await isUsed(parts, lease, new Date(last + ownLinesMs), signal).catch(() => true);
    if (!used) return;
    // A warning of an end that does not come is taken back.
    ledger.update(lease.id, { usedAt: new Date(parts.now()), warned: 0 });
  }

  function say({ channel, owner }: Lease, reply: Reply): void {
    parts.notifier.tell(channel, reply, owner);
  }

  return {
    async tick(moment: Moment, signal: AbortSignal): Promise<void> {
      await Promise.all(
        ledger.list({}).map(async (lease) => {
          if (lease.idleMs !== undefined && !lease.endedAt && lease.state === "ready") await look(lease, signal);
          const fresh = ledger.get(lease.id);
          if (fresh && (fresh.endedAt || endOf(fresh) !== undefined)) await act(fresh, moment, signal);
        }),
      );
    },
  };
}

async function isUsed(
  { hosts, databases }: Expiring,
  lease: Lease,
  since: Date,
  signal: AbortSignal,
): Promise<boolean> {
  const host = hosts.find(lease.host);
  const { database } = databases.find(lease.database);
  const id = lease.containerId ?? lease.name;
  const state = await host.containers.inspect(id, signal);
  if (state?.status !== "running") return false;
  // At the first look there is no line that could not be from the start itself.
  const lines = since.getTime() > ownLinesMs ? await host.containers.logs(id, { tail: 1, since }, signal) : "";
  if (lines.trim() !== "") return true;
  // Our own connection is not among them.
  return (await database.vitals(targetOf(lease), signal)).connections > 0;
}
