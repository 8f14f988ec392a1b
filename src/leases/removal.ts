import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { dataVolume, leaseOfVolume, ofLease, secretsVolume } from "./labels.ts";
import type { Ledger } from "./ledger.ts";

/** Removing is not cancelled with the request: half removed is the worst of all. */
const limitMs = 60_000;

/**
 * Removes the container, the volumes and the row of a lease, in this order, and looks that they are gone. Gives back
 * what it removed. What does not exist is no error. If the host does not answer, the row stays, as "removing".
 */
export async function removeEverything(ledger: Ledger, host: Host, lease: Pick<Lease, "id">): Promise<string[]> {
  const signal = AbortSignal.timeout(limitMs);
  ledger.update(lease.id, { state: "removing" });

  const containers = await host.containers.list(ofLease(lease.id), signal);
  await Promise.all(containers.map(({ id }) => host.containers.remove(id, signal)));
  for (const { ports } of containers) for (const port of ports) host.forwards?.close(port.host);
  const volumes = await host.volumes.list(ofLease(lease.id), signal);
  // By name as well: Podman gives no labels to volumes that a container's creation makes.
  const names = new Set([...volumes.map(({ name }) => name), dataVolume(lease.id), secretsVolume(lease.id)]);
  const shared = await inUseElsewhere(
    host,
    volumes.map(({ name }) => name),
    lease.id,
    signal,
  );
  await Promise.all([...names].filter((name) => !shared.has(name)).map((name) => host.volumes.remove(name, signal)));

  const [container] = await host.containers.list(ofLease(lease.id), signal);
  const volume = (await host.volumes.list(ofLease(lease.id), signal)).find(({ name }) => !shared.has(name));
  const left = container?.name ?? volume?.name;
  if (left) throw new Error(`${left} of lease ${lease.id} is still on host ${host.name} after its removal`);
  ledger.delete(lease.id);
  const gone = volumes.filter(({ name }) => !shared.has(name));
  return [...containers.map(({ name }) => `container ${name}`), ...gone.map(({ name }) => `volume ${name}`)];
}

/** A volume that `/docker run` made has a name, by which other containers may have mounted it; a database's own has none. */
async function inUseElsewhere(
  host: Host,
  volumes: readonly string[],
  lease: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const named = volumes.filter((name) => leaseOfVolume(name) !== lease);
  if (named.length === 0) return new Set();
  const containers = await host.operations.list({ all: true, filters: { volume: named } }, signal);
  return new Set(containers.flatMap((container) => container.volumes));
}
