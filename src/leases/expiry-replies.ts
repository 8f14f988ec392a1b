import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";
import { showDuration } from "#core/units.ts";
import { linesOf } from "./kind.ts";

// What a channel is told about the end of a lease.

export function endsSoon(lease: Lease, leftMs: number): Reply {
  const { name, idleMs } = lease;
  const lines = linesOf(lease);
  const unless = idleMs === undefined ? "" : ", unless somebody uses it";
  return {
    tone: "warning",
    title: `${name} ends in ${showDuration(minutes(leftMs))}${unless}`,
    blocks: [{ kind: "text", text: lease.removeWhenEnded ? "It is stopped and removed then (--rm)." : KEPT }],
    actions: [
      { label: "Extend by 4 h", command: lines.extend },
      { label: "Let it go", command: lines.stop },
    ],
  };
}

const KEPT = "It is stopped then; its data is kept for a while, and a start brings it back.";

export function ended(lease: Lease, graceMs: number): Reply {
  const { name } = lease;
  const lines = linesOf(lease);
  return {
    tone: "warning",
    title: `${name} has ended and is stopped`,
    blocks: [{ kind: "text", text: `Its data is kept for ${showDuration(graceMs)}; then it is removed.` }],
    actions: [
      { label: "Start it again", command: lines.start },
      { label: "Remove it now", command: lines.remove, danger: true },
    ],
  };
}

export function removedSoon(lease: Lease, leftMs: number): Reply {
  const { name } = lease;
  return {
    tone: "warning",
    title: `${name} is removed in ${showDuration(minutes(leftMs))}, with all data in it`,
    blocks: [{ kind: "text", text: "It ended, and the time its data is kept for is over." }],
    actions: [{ label: "Start it again", command: linesOf(lease).start }],
  };
}

export function removed(lease: Lease): Reply {
  const { name } = lease;
  const { again } = linesOf(lease);
  return {
    tone: "ok",
    title: `${name} is removed`,
    blocks: [{ kind: "text", text: lease.removeWhenEnded ? "Its time is over (--rm)." : OVER }],
    ...(again !== undefined && { actions: [{ label: "A new one", command: again }] }),
  };
}

const OVER = "It had ended, and the time its data was kept for is over.";

/** Nobody plans by seconds. */
function minutes(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000;
}
