import { statfs } from "node:fs/promises";
import { freemem } from "node:os";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";

/** What must stay free on a host's disk: below, databases and the engine itself begin to fail in odd ways. */
const leastDiskBytes = 512 * 2 ** 20;

export interface Room {
  /** Undefined: nobody can tell. */
  readonly memoryBytes: number | undefined;
  readonly diskBytes: number | undefined;
  /** By limits and by the settings, not measured. */
  readonly isEstimate?: boolean;
}

/**
 * Pure: refuses what would take the last of it. Where it is measured, only a tight host refuses: memory limits are promises,
 * not use. Where it is estimated, the promises are all there is to go by.
 */
export function checkRoom(room: Room | undefined, wantedBytes: number, { name }: Pick<Host, "name">): void {
  checkDisk(room, { name });
  const { memoryBytes, isEstimate = false } = room ?? {};
  if (memoryBytes !== undefined && memoryBytes < wantedBytes) {
    const left = showBytes(Math.max(0, memoryBytes));
    const less = `--memory ${Math.max(1, Math.floor(memoryBytes / 2 ** 21))}m`;
    const message = isEstimate
      ? `Host "${name}" has about ${left} of memory left by the limits of what runs there; this may take ${showBytes(wantedBytes)}.`
      : `Host "${name}" has ${left} of memory free; this may take ${showBytes(wantedBytes)}.`;
    throw new Problem("host-full", message, {
      hint: isEstimate
        ? `Ask for less (${less}), remove something (/db list --all), or let an admin set memory of ${name}, which counts instead.`
        : `Ask for less (${less}), or remove something: /db list --all`,
    });
  }
}

/** Pure: refuses whatever would take disk, when there is little left. */
export function checkDisk(room: Room | undefined, { name }: Pick<Host, "name">): void {
  const { diskBytes, isEstimate = false } = room ?? {};
  if (diskBytes === undefined || diskBytes >= leastDiskBytes) return;
  const left = showBytes(Math.max(0, diskBytes));
  const message = isEstimate
    ? `Host "${name}" has about ${left} left of the disk that the settings give it.`
    : `Host "${name}" has ${left} of disk left.`;
  throw new Problem("host-full", message, {
    hint: "Remove what is no longer needed: /db list --all, docker system df",
  });
}

/** Pure: refuses what could never fit. */
export function checkMemory(wantedBytes: number, availableBytes: number, { name }: Pick<Host, "name">): void {
  if (wantedBytes <= availableBytes) return;
  throw new Problem("host-full", `Host "${name}" has ${showBytes(availableBytes)} of memory in all.`, {
    hint: `Ask for less than that: --memory ${Math.floor(availableBytes / 2 ** 21)}m`,
  });
}

/** freemem() counts what Linux could give back at once (MemAvailable), as of libuv 1.45. */
export async function ownRoom(): Promise<Room> {
  const disk = await statfs(dockerRoot).catch(() => statfs("/"));
  return { memoryBytes: freemem(), diskBytes: disk.bavail * disk.bsize };
}

/** Where engines keep everything unless told otherwise; where it is not there, the root stands for it. */
const dockerRoot = "/var/lib/docker";
