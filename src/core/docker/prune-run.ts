import type { Host } from "../host.ts";
import { Problem } from "../problem.ts";
import type { Leftover } from "./prune-plan.ts";

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
) {
  switch (kind) {
    case "containers":
      return operations.remove(id, { force: false, volumes: true }, signal);
    case "images":
      return operations.removeImage(id, signal);
    case "networks":
      return operations.removeNetwork(id, signal);
    case "volumes":
      return volumes.remove(id, signal);
  }
}
