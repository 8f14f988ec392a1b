import type { Lease } from "#core/lease.ts";

const MINUTE_MS = 60_000;

/** How long before the end each warning is given. */
export const WARNINGS_MS = [30 * MINUTE_MS, 5 * MINUTE_MS] as const;
/** `warned` of an ended lease whose removal was announced. */
export const REMOVAL_ANNOUNCED = WARNINGS_MS.length + 1;

/** What is due for one lease, if anything. */
export type Due =
  | { readonly kind: "warn"; readonly warned: number; readonly at: Date }
  | { readonly kind: "stop" }
  | { readonly kind: "announce-removal"; readonly at: Date }
  | { readonly kind: "remove" };

export interface Moment {
  readonly now: number;
  /** Nothing ends before this, which is some minutes after the start, or after the clock jumped: people were not warned. */
  readonly settledAt: number;
  readonly graceMs: number;
}

/** When it ends by its time or for want of use, whichever comes first; undefined for never. */
export function endOf({ expiresAt, idleMs, usedAt, createdAt }: Lease): number | undefined {
  const idleEnd = idleMs === undefined ? Infinity : (usedAt ?? createdAt).getTime() + idleMs;
  const end = Math.min(expiresAt?.getTime() ?? Infinity, idleEnd);
  return end === Infinity ? undefined : end;
}

/** Pure: what has to happen now. */
export function dueNow(lease: Lease, { now, settledAt, graceMs }: Moment): Due | undefined {
  if (lease.state !== "ready") return undefined;
  const { warned = 0, endedAt } = lease;
  if (endedAt) {
    const removeAt = endedAt.getTime() + graceMs;
    const at = Math.max(removeAt, settledAt);
    if (now >= at) return { kind: "remove" };
    // Due while the bot was off, or soon after its start: said before it is done.
    return at !== removeAt && warned < REMOVAL_ANNOUNCED ? { kind: "announce-removal", at: new Date(at) } : undefined;
  }
  const end = endOf(lease);
  if (end === undefined) return undefined;
  const at = Math.max(end, settledAt);
  if (now >= at) return { kind: "stop" };
  const late = at !== end;
  const level = late ? WARNINGS_MS.length : WARNINGS_MS.filter((ms) => at - now <= ms && ms < givenMs(lease)).length;
  return level > warned ? { kind: "warn", warned: level, at: new Date(at) } : undefined;
}

/** Whoever asked for ten minutes need not be told at once that there are fewer than thirty. */
function givenMs({ ttlMs, idleMs }: Lease): number {
  return Math.min(ttlMs ?? Infinity, idleMs ?? Infinity);
}
