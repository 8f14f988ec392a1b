import type { Lease } from "#core/lease.ts";
import type { Reply } from "#core/reply.ts";
import { showDuration } from "#core/units.ts";

// What a channel is told about the end of a lease.

export function endsSoon({ name, idleMs }: Lease, leftMs: number): Reply {
  const unless = idleMs === undefined ? "" : ", unless somebody uses it";
  return {
    tone: "warning",
    title: `${name} ends in ${showDuration(minutes(leftMs))}${unless}`,
    blocks: [{ kind: "text", text: "It is stopped then; its data is kept for a while, and a start brings it back." }],
    actions: [
      { label: "Extend by 4 h", command: `/db extend ${name} 4h` },
      { label: "Let it go", command: `/db stop ${name}` },
    ],
  };
}

export function ended({ name }: Lease, graceMs: number): Reply {
  return {
    tone: "warning",
    title: `${name} has ended and is stopped`,
    blocks: [{ kind: "text", text: `Its data is kept for ${showDuration(graceMs)}; then it is removed.` }],
    actions: [
      { label: "Start it again", command: `/db start ${name}` },
      { label: "Remove it now", command: `/db down ${name}`, danger: true },
    ],
  };
}

export function removedSoon({ name }: Lease, leftMs: number): Reply {
  return {
    tone: "warning",
    title: `${name} is removed in ${showDuration(minutes(leftMs))}, with all data in it`,
    blocks: [{ kind: "text", text: "It ended, and the time its data is kept for is over." }],
    actions: [{ label: "Start it again", command: `/db start ${name}` }],
  };
}

export function removed({ name, database }: Lease): Reply {
  return {
    tone: "ok",
    title: `${name} is removed`,
    blocks: [{ kind: "text", text: "It had ended, and the time its data was kept for is over." }],
    actions: [{ label: "A new one", command: `/db up ${database} --name ${name}` }],
  };
}

/** Nobody plans by seconds. */
function minutes(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000;
}
