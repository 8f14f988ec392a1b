import { channelOfPlace } from "#core/caller.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";
import { linesOf } from "./kind.ts";
import type { HostBudget, Quota } from "./rules.ts";

/** Names of so many leases are told when they are in the way. */
const mostNamed = 5;

/**
 * Pure: whether one more fits, among all leases there are. Throws a Problem that says what is in the way and whose.
 * Ended leases count: their disk is still taken, and a start brings them back.
 */
export function checkQuota(wanted: Lease, leases: readonly Lease[], quota: Quota): void {
  const own = leases.filter(({ owner }) => owner === wanted.owner);
  const here = leases.filter(({ channel }) => channelOfPlace(channel) === channelOfPlace(wanted.channel));
  const { databasesPerPerson, databasesPerChannel, memoryBytes, cpus, ports } = quota;
  if (databasesPerPerson !== undefined && own.length >= databasesPerPerson) {
    throw inTheWay(`You have ${count(own)}, and ${databasesPerPerson} is the most`, own);
  }
  if (databasesPerChannel !== undefined && here.length >= databasesPerChannel) {
    throw inTheWay(`This channel has ${count(here)}, and ${databasesPerChannel} is the most`, here);
  }
  const memory = sum(own, (lease) => lease.memoryBytes);
  if (memoryBytes !== undefined && memory + wanted.memoryBytes > memoryBytes) {
    const left = showBytes(Math.max(0, memoryBytes - memory));
    throw inTheWay(
      `Of your ${showBytes(memoryBytes)} of memory, ${left} is left; this needs ${showBytes(wanted.memoryBytes)}`,
      own,
    );
  }
  const used = sum(own, (lease) => lease.cpus);
  if (cpus !== undefined && used + wanted.cpus > cpus) {
    throw inTheWay(`Of your ${cpus} CPUs, ${Math.max(0, cpus - used)} is left; this needs ${wanted.cpus}`, own);
  }
  // A container may have no port at all.
  if (ports && wanted.port !== 0 && (wanted.port < ports.first || wanted.port > ports.last)) {
    throw new Problem("not-allowed", `You may have ports from ${ports.first} to ${ports.last}, not ${wanted.port}.`, {
      hint: `Choose one of those: ${wanted.kind === "container" ? `-p ${ports.first}:…` : `--port ${ports.first}`}`,
    });
  }
}

/** Pure: the same for what one host may give. */
export function checkBudget(
  wanted: Pick<Lease, "host" | "memoryBytes">,
  leases: readonly Lease[],
  budget: HostBudget,
): void {
  const there = leases.filter(({ host }) => host === wanted.host);
  if (budget.databases !== undefined && there.length >= budget.databases) {
    throw inTheWay(`Host "${wanted.host}" has ${count(there)}, and ${budget.databases} is the most`, there);
  }
  const memory = sum(there, (lease) => lease.memoryBytes);
  if (budget.memoryBytes !== undefined && memory + wanted.memoryBytes > budget.memoryBytes) {
    const left = showBytes(Math.max(0, budget.memoryBytes - memory));
    throw inTheWay(
      `Host "${wanted.host}" gives out ${showBytes(budget.memoryBytes)}, of which ${left} is left; this needs ${showBytes(wanted.memoryBytes)}`,
      there,
    );
  }
}

/** Pure: whether databases of this kind may be started on the host at all. */
export function checkKind(database: string, host: string, { kinds }: HostBudget): void {
  if (kinds === undefined || kinds.includes(database)) return;
  throw new Problem("not-allowed", `Host "${host}" is for ${kinds.join(", ")}, not for ${database}.`, {
    hint: "Name another host, or leave --host away: /host list shows them.",
  });
}

function inTheWay(what: string, leases: readonly Lease[]): Problem {
  const largest = leases.toSorted((a, b) => b.memoryBytes - a.memoryBytes).slice(0, mostNamed);
  const named = largest.map(({ name, ownerName, memoryBytes }) => `${name} (${ownerName}, ${showBytes(memoryBytes)})`);
  const more = leases.length > largest.length ? ` and ${leases.length - largest.length} more` : "";
  const [first] = leases;
  return new Problem("host-full", `${what}.${named.length > 0 ? ` There are ${named.join(", ")}${more}.` : ""}`, {
    hint: first ? `Remove one that is no longer needed, such as the oldest: ${linesOf(first).remove}` : "Ask for less.",
  });
}

function count(leases: readonly Lease[]): string {
  const containers = leases.filter(({ kind }) => kind === "container").length;
  const databases = leases.length - containers;
  const parts = [
    ...(databases > 0 || containers === 0 ? [databases === 1 ? "1 database" : `${databases} databases`] : []),
    ...(containers > 0 ? [containers === 1 ? "1 container" : `${containers} containers`] : []),
  ];
  return parts.join(" and ");
}

function sum(leases: readonly Lease[], of: (lease: Lease) => number): number {
  return leases.reduce((total, lease) => total + of(lease), 0);
}
