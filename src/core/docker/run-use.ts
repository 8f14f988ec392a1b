import type { Context } from "../command.ts";
import { volumesOf } from "../docker-run/line.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Host } from "../host.ts";
import { mayChange, mayTakeApart, withOwner } from "./ownership.ts";
import { pickNamed } from "./pick.ts";
import { SHARED_NETWORK } from "./run-order.ts";

/**
 * Looks whether the caller may use the networks and volumes that a line names: those of other people and of databases
 * hold what is theirs.
 *
 * @returns The volumes that are not there yet.
 */
export async function checkUse(
  request: RunRequest,
  host: Host,
  { caller, role: roleOf, leases, signal }: Pick<Context<unknown>, "caller" | "role" | "leases" | "signal">,
): Promise<readonly string[]> {
  const role = roleOf();
  const named = (request.options.networks ?? []).map(({ name }) => name).filter((name) => !OPEN.has(name));
  const mounted = volumesOf(request);
  const [networks, volumes] = await Promise.all([
    named.length === 0 ? [] : host.operations.networks(signal),
    mounted.length === 0 ? [] : host.operations.volumes(signal),
  ]);
  for (const name of named) {
    mayChange(pickNamed("network", networks, name, host.name), {
      caller,
      role,
      verb: "join",
      look: "/docker network ls",
    });
  }
  for (const volume of volumes.filter(({ name }) => mounted.includes(name))) {
    mayChange(withOwner(volume, leases.containers), { caller, role, verb: "mount", look: "/docker volume ls" });
    mayTakeApart(volume, "Name a volume of your own.");
  }
  return mounted.filter((name) => !volumes.some((volume) => volume.name === name));
}

/** The default network is replaced by the shared one; policy has its word on the host's. */
const OPEN: ReadonlySet<string> = new Set(["", "default", "bridge", "none", "host", SHARED_NETWORK]);
