import type { Host, Hosts } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { startEither } from "./pause.ts";
import type { Reconciling } from "./reconcile.ts";
import { drained } from "./steps.ts";
import * as tell from "./watch-replies.ts";

export type BringingBack = Reconciling & { readonly hosts: Hosts };

/**
 * Starts what its own engine has stopped. Engine 20.10, when it was killed, stops at its start what it finds running, and
 * takes that for somebody's wish: `unless-stopped` does not bring it back.
 *
 * What somebody stopped through this bot, or what has ended, stays so; a container whose policy would not have it started
 * again, too, which is told.
 */
export async function bringBack(
  parts: BringingBack,
  host: Host,
  { id }: Lease,
  containerId: string,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, notifier } = parts;
  if (ledger.work.claim(id, "being started") !== undefined) return;
  try {
    // Read now: somebody may have been at it since it was looked at.
    const lease = ledger.get(id);
    if (lease?.state !== "ready" || lease.stoppedAt || lease.endedAt || lease.removeWhenEnded) return;
    notifier.tell(lease.channel, await started(parts, host, lease, containerId, signal), lease.owner);
  } finally {
    ledger.work.release(id);
  }
}

async function started(parts: BringingBack, host: Host, lease: Lease, containerId: string, signal: AbortSignal) {
  try {
    if (!(await startsByItself(host, lease, containerId, signal))) return tell.stoppedByEngine(lease, undefined);
    await drained(startEither(parts, host, lease, signal));
    return tell.back(lease);
  } catch (error) {
    if (signal.aborted || !(error instanceof Problem)) throw error;
    return tell.stoppedByEngine(lease, error.message);
  }
}

/** A database always does, also where an engine cannot be told so after its first start. */
async function startsByItself(host: Host, lease: Lease, containerId: string, signal: AbortSignal): Promise<boolean> {
  if (lease.kind !== "container") return true;
  const container = await host.operations.inspect(containerId, signal);
  return /^(?:always|unless-stopped)/.test(container?.restartPolicy ?? "");
}
