import type { Baked } from "../baked.ts";
import type { ContainerLeases } from "../container-lease.ts";
import type { Host } from "../host.ts";
import type { Operations } from "../operations.ts";
import { Problem } from "../problem.ts";
import { withOwner } from "./ownership.ts";
import type { Leftover, Stock } from "./prune-plan.ts";

/** Everything on a host that could be left over, and the room it takes. */
export async function takeStock(
  on: Operations,
  leases: Pick<ContainerLeases, "of">,
  baked: readonly Baked[],
  signal: AbortSignal,
): Promise<Stock> {
  const [containers, images, networks, volumes, space] = await Promise.all([
    on.list({ all: true, filters: {} }, signal),
    on.images(signal),
    on.networks(signal),
    on.volumes(signal),
    on.space(signal),
  ]);
  return {
    containers: containers.map((row) => withOwner(row, leases)),
    images,
    networks,
    volumes: volumes.map((row) => withOwner(row, leases)),
    baked,
    space,
  };
}

/**
 * Removes exactly these, one by one and without force: Docker's own prune would take whatever is unused by then. What
 * somebody has begun to use meanwhile is refused by the engine, and stays.
 */
export async function removeLeftovers(
  found: readonly Leftover[],
  host: Pick<Host, "operations" | "volumes">,
  signal: AbortSignal,
): Promise<{ readonly removed: readonly Leftover[]; readonly kept: readonly string[] }> {
  const removed: Leftover[] = [];
  const kept: string[] = [];
  for (const leftover of found) {
    signal.throwIfAborted();
    try {
      await remove(leftover, host, signal);
      removed.push(leftover);
    } catch (error) {
      if (!(error instanceof Problem) || error.code === "cancelled") throw error;
      kept.push(`${leftover.name} stays: ${error.message}`);
    }
  }
  return { removed, kept };
}

function remove(
  { kind, id }: Leftover,
  { operations, volumes }: Pick<Host, "operations" | "volumes">,
  signal: AbortSignal,
): Promise<void> {
  const ways = {
    containers: () => operations.remove(id, { force: false, volumes: false }, signal),
    images: () => operations.removeImage(id, signal),
    baked: () => operations.removeImage(id, signal),
    networks: () => operations.removeNetwork(id, signal),
    volumes: () => volumes.remove(id, signal),
  };
  return ways[kind]();
}
