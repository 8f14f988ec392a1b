import type { Target } from "#core/database.ts";
import type { Lease } from "#core/lease.ts";

/** Where a client finds the lease's database. */
export function targetOf(lease: Pick<Lease, keyof Target>): Target {
  const { address, port, login, name, version } = lease;
  return { address, port, login, name, version };
}
