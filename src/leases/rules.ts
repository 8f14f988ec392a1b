import type { Caller } from "#core/caller.ts";
import type { Access } from "#core/command.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { showDuration } from "#core/units.ts";

const HOUR_MS = 3_600_000;

/** How long a lease lasts when nobody says, and at most. Undefined: without end. */
export interface Terms {
  readonly defaultMs: number | undefined;
  readonly mostMs: number | undefined;
}

/** What somebody may have at a time. What is absent is not limited. */
export interface Quota {
  readonly databasesPerPerson?: number | undefined;
  readonly databasesPerChannel?: number | undefined;
  readonly memoryBytes?: number | undefined;
  readonly cpus?: number | undefined;
  readonly ports?: { readonly first: number; readonly last: number } | undefined;
}

/** What may be given out of one host. */
export interface HostBudget {
  readonly databases?: number | undefined;
  /** Of limits handed out, not of what is used. */
  readonly memoryBytes?: number | undefined;
  /** What images, containers and volumes may take of the disk together. */
  readonly diskBytes?: number | undefined;
  /** The databases that may be started there; absent: every one. */
  readonly kinds?: readonly string[] | undefined;
}

/** The operator's settings about leases. */
export interface LeaseRules {
  role(caller: Caller): Access | undefined;
  terms(role: Access | undefined, lease: Pick<Lease, "database" | "host">): Terms;
  quota(role: Access | undefined): Quota;
  budget(host: string): HostBudget;
  /** How long an ended lease is kept before it is removed. */
  readonly graceMs: number;
}

export const DEFAULT_TERMS: Terms = { defaultMs: 24 * HOUR_MS, mostMs: undefined };
export const DEFAULT_GRACE_MS = 24 * HOUR_MS;

/** Without settings: everything ends after a day unless somebody says otherwise, and nothing else is limited. */
export const OPEN_RULES: LeaseRules = {
  role: () => "admin",
  terms: () => DEFAULT_TERMS,
  quota: () => ({}),
  budget: () => ({}),
  graceMs: DEFAULT_GRACE_MS,
};

/** The time a lease gets. Throws a Problem when more was asked for than may be given. */
export function timeGiven(askedMs: number | undefined, { defaultMs, mostMs }: Terms): number | undefined {
  if (askedMs !== undefined && mostMs !== undefined && askedMs > mostMs) {
    throw new Problem("not-allowed", `The longest time you can get is ${showDuration(mostMs)}.`, {
      hint: "Take that and extend it when it ends, or ask an admin to keep it.",
    });
  }
  if (askedMs !== undefined) return askedMs;
  return defaultMs === undefined || mostMs === undefined ? (defaultMs ?? mostMs) : Math.min(defaultMs, mostMs);
}
