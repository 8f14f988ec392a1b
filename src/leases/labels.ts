import { isContainer } from "#core/docker/ownership.ts";
import type { ContainerState, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Secret } from "#core/secret.ts";
import { containerLeaseFromLabels } from "./run-labels.ts";

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
    "longshore.login": `${lease.login.user}/${lease.login.database}`,
    ...(lease.expiresAt && { "longshore.expires": lease.expiresAt.toISOString() }),
    "longshore.instance": instance,
  };
}

/**
 * The lease a container's labels tell of, for when the ledger has no row of it; undefined when they do not tell enough.
 * The password is not among them, so it comes back empty: the ledger takes that as lost.
 */
export function leaseFromLabels(container: ContainerState, host: Pick<Host, "name" | "address">): Lease | undefined {
  if (isContainer(container)) return containerLeaseFromLabels(container, host);
  const label = (name: string) => container.labels[`longshore.${name}`] ?? "";
  const [id, owner, channel, database] = [label("lease"), label("owner"), label("channel"), label("database")];
  const [port] = container.ports;
  if (!/^[0-9a-f]{12}$/.test(id) || owner === "" || channel === "" || database === "" || !port) return undefined;
  const [user = "app", name = "app"] = label("login").split("/");
  return {
    id,
    name: container.name,
    host: host.name,
    containerId: container.id,
    database,
    version: label("version"),
    image: container.image,
    state: "ready",
    owner,
    ownerName: owner,
    channel,
    address: host.address,
    port: port.host,
    memoryBytes: container.limits.memoryBytes,
    cpus: container.limits.cpus,
    createdAt: dateIn(label("created")) ?? new Date(0),
    expiresAt: dateIn(label("expires")),
    login: { user, database: name, password: new Secret("") },
  };
}

function dateIn(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What a container that is nobody's has for an owner and a channel; no platform is called so. */
export const NOBODY = "longshore:spare";
const SPARE_NAME = "longshore-spare-";

/** The name of a container that waits for somebody. */
export function spareName({ id, database }: Pick<Lease, "id" | "database">): string {
  return `${SPARE_NAME}${database}-${id}`;
}

/** Whether it still waits: labels cannot be changed, but one that is claimed gets another name. */
export function isSpare({ name, labels }: Pick<ContainerState, "name" | "labels">): boolean {
  return labels["longshore.owner"] === NOBODY && name.startsWith(SPARE_NAME);
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

/** The lease a volume of ours belongs to, by its name. */
export function leaseOfVolume(name: string): string | undefined {
  return /^longshore-([0-9a-f]{12})-(?:data|secrets)$/.exec(name)?.[1];
}
