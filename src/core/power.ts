import { z } from "zod";
import type { HostPower } from "./host-power.ts";
import type { Host, Hosts } from "./host.ts";
import type { Lease } from "./lease.ts";
import { Problem } from "./problem.ts";

/** What the commands take that start, stop and update a machine. */
export const powerInput = {
  name: z.string().meta({ positional: true, description: "which host, as in /host list", suggest: "hosts" }),
};

/** A host whose machine is ours to start and stop; another one is a Problem. */
export function powerOf(hosts: Hosts, name: string): { readonly host: Host; readonly power: HostPower } {
  const host = hosts.find(name);
  if (host.power) return { host, power: host.power };
  throw new Problem("host-refused", `The machine of ${host.name} is not ours to start or stop: it is ${host.kind}.`, {
    hint: "Only hosts inside WSL (wsl://…) can be started, stopped and updated from here.",
  });
}

/** Whose databases would stop, in a sentence. */
export function affected(leases: readonly Lease[]): string {
  if (leases.length === 0) return "Nobody has a database there.";
  const names = leases.map(({ name, ownerName }) => `${name} (${ownerName})`).join(", ");
  return `These would stop: ${names}.`;
}
