import type { Lease } from "#core/lease.ts";

/**
 * What every container and volume of a lease carries. Enough to tell whose it is with the Docker CLI alone, and to read
 * the lease back when the ledger is lost. Nothing secret: anybody who may inspect can read it.
 */
export function leaseLabels(lease: Lease, instance: string): Record<string, string> {
  return {
    "longshore.lease": lease.id,
    "longshore.name": lease.name,
    "longshore.owner": lease.owner,
    "longshore.channel": lease.channel,
    "longshore.database": lease.database,
    "longshore.version": lease.version,
    "longshore.created": lease.createdAt.toISOString(),
    ...(lease.expiresAt && { "longshore.expires": lease.expiresAt.toISOString() }),
    "longshore.instance": instance,
  };
}

/** Finds what belongs to one lease. */
export function ofLease(id: string): Record<string, string> {
  return { "longshore.lease": id };
}

export function dataVolume(id: string): string {
  return `longshore-${id}-data`;
}

export function secretsVolume(id: string): string {
  return `longshore-${id}-secrets`;
}
