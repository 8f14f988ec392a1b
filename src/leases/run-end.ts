import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Ledger } from "./ledger.ts";
import { removeEverything } from "./removal.ts";
import { wantedRestart } from "./run-labels.ts";

/**
 * `--rm`: removes a container that has ended, unless it runs again, or somebody is at it who will see to it. What cannot
 * be removed now is removed by the next look at its host.
 */
export async function removeEnded(
  ledger: Ledger,
  host: Host,
  lease: Lease,
  signal: AbortSignal,
  { isClaimed = false } = {},
): Promise<void> {
  if (!isClaimed && ledger.work.claim(lease.id, "being removed") !== undefined) return;
  try {
    const container = await host.containers.inspect(lease.containerId ?? lease.name, signal);
    if (container && container.status !== "exited" && container.status !== "dead") return;
    await removeEverything(ledger, host, lease);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  } finally {
    if (!isClaimed) ledger.work.release(lease.id);
  }
}

/** One that runs, but whose start was cut off before anybody was told: what was left to do. */
export async function finishContainer(ledger: Ledger, host: Host, lease: Lease, signal: AbortSignal): Promise<void> {
  const container = await host.operations.inspect(lease.containerId ?? lease.name, signal);
  const restart = container && wantedRestart(container.labels);
  if (restart) await host.operations.update(container.id, { restart }, signal);
  ledger.update(lease.id, { state: "ready", ...(container && { containerId: container.id }) });
}
