import { isContainer, runLabels } from "#core/docker/ownership.ts";
import type { ContainerState, Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Secret } from "#core/secret.ts";

/** What the container of a lease without a database carries: whose it is, and all that its row says. */
export function containerLabels(lease: Lease, instance: string, restart: string | undefined): Record<string, string> {
  return {
    ...runLabels(lease),
    ...(lease.expiresAt && { "longshore.expires": lease.expiresAt.toISOString() }),
    ...(lease.removeWhenEnded && { "longshore.rm": "true" }),
    ...(restart !== undefined && { "longshore.restart": restart }),
    "longshore.instance": instance,
  };
}

/** The restart policy that it gets once it runs, from its labels: `on-failure:3`. */
export function wantedRestart(labels: Readonly<Record<string, string>>): { name: string; retries: number } | undefined {
  const [name = "", retries = "0"] = (labels["longshore.restart"] ?? "").split(":");
  return name === "" ? undefined : { name, retries: Number(retries) };
}

/** The lease that the labels tell of, for when the ledger has no row of it; undefined when they do not tell enough. */
export function containerLeaseFromLabels(
  container: ContainerState,
  host: Pick<Host, "name" | "address">,
): Lease | undefined {
  const label = (name: string) => container.labels[`longshore.${name}`] ?? "";
  const [id, owner, channel] = [label("lease"), label("owner"), label("channel")];
  if (!isContainer(container) || !/^[0-9a-f]{12}$/.test(id) || owner === "" || channel === "") return undefined;
  const expires = new Date(label("expires"));
  return {
    id,
    name: container.name,
    host: host.name,
    containerId: container.id,
    ...NO_DATABASE,
    ...(label("rm") === "true" && { removeWhenEnded: true }),
    image: container.image,
    state: "ready",
    owner,
    ownerName: owner,
    channel,
    address: host.address,
    port: container.ports[0]?.host ?? 0,
    memoryBytes: container.limits.memoryBytes,
    cpus: container.limits.cpus,
    createdAt: new Date(label("created")),
    expiresAt: Number.isNaN(expires.getTime()) ? undefined : expires,
  };
}

/** What a row says of a database and its login when there is none. */
export const NO_DATABASE = {
  kind: "container",
  database: "",
  version: "",
  login: { user: "", database: "", password: new Secret("") },
} as const satisfies Partial<Lease>;
