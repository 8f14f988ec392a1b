import type { Database, Target } from "#core/database.ts";
import type { Lease } from "#core/lease.ts";

/** Where a client finds the lease's database. */
export function targetOf(lease: Pick<Lease, keyof Target>): Target {
  const { address, port, login, name, version } = lease;
  return { address, port, login, name, version };
}

/** Where a server that is nobody's is asked whether it answers. */
export function lobbyOf({ ahead }: Database, target: Target): Target {
  return ahead?.lobby === undefined ? target : { ...target, login: { ...target.login, database: ahead.lobby } };
}
