import type { Lease } from "#core/lease.ts";
import { Secret } from "#core/secret.ts";

export const noon = Date.parse("2026-11-23T12:00:00Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A ready lease of ann's, made at noon without an end. */
export function leaseWith(change: Partial<Lease> = {}): Lease {
  return {
    id: "0123456789ab",
    name: "shop",
    host: "local",
    containerId: "c0ffee",
    database: "postgres",
    version: "17.1",
    image: "postgres:17",
    state: "ready",
    owner: "slack:T1/U1",
    ownerName: "ann",
    channel: "slack:T1/C1",
    address: "127.0.0.1",
    port: 20_001,
    memoryBytes: 512 * 2 ** 20,
    cpus: 1,
    createdAt: new Date(noon),
    expiresAt: undefined,
    login: { user: "app", password: new Secret("canaryPassword0123456789"), database: "shop" },
    ...change,
  };
}
