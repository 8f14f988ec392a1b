import type { Lease, LeaseChange } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { showDuration } from "#core/units.ts";
import { linesOf } from "./kind.ts";

/** Pure: what more time makes of a lease. It is added at the end, and no end may be further away than `mostMs`. */
export function extension(lease: Lease, ms: number, now: number, mostMs: number | undefined): LeaseChange {
  if (lease.endedAt) {
    throw new Problem("bad-input", `${lease.name} has ended.`, { hint: `Start it again: ${linesOf(lease).start}` });
  }
  const usedAt = new Date(now);
  if (!lease.expiresAt) {
    if (lease.idleMs !== undefined) return { usedAt, warned: 0 };
    throw new Problem("bad-input", `${lease.name} has no end that could be moved.`, {
      hint: `Remove it when it is no longer needed: ${linesOf(lease).remove}`,
    });
  }
  const end = Math.max(now, lease.expiresAt.getTime()) + ms;
  if (mostMs !== undefined && end > now + mostMs) {
    throw new Problem(
      "not-allowed",
      `That would be ${showDuration(end - now)} from now; ${showDuration(mostMs)} is the most.`,
      {
        hint: `Extend it by less, or ask an admin to keep it: ${linesOf(lease).keep}`,
      },
    );
  }
  return { expiresAt: new Date(end), usedAt, warned: 0, ttlMs: Math.max(ms, lease.ttlMs ?? 0) };
}

/** Pure: what a start makes of a lease. One that had ended gets the time it had been given once more. */
export function revival({ endedAt, stoppedAt, expiresAt, ttlMs, idleMs }: Lease, now: number): LeaseChange {
  const usedAt = new Date(now);
  const runs = stoppedAt && { stoppedAt: undefined };
  if (!endedAt) return idleMs === undefined ? { ...runs } : { ...runs, usedAt, warned: 0 };
  const given = ttlMs ?? DEFAULT_REVIVAL_MS;
  const end = expiresAt === undefined ? undefined : new Date(now + given);
  return { ...runs, endedAt: undefined, usedAt, warned: 0, ...(end && { expiresAt: end }) };
}

/** For a lease whose time was lost with the ledger. */
const DEFAULT_REVIVAL_MS = 3_600_000;
