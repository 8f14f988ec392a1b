import { statfs } from "node:fs/promises";
import { freemem } from "node:os";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";

/** What must stay free on a host's disk: below, databases and the engine itself begin to fail in odd ways. */
const leastDiskBytes = 512 * 2 ** 20;

export interface Room {
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/**
 * What is free where the engine runs. Undefined for another machine: Docker's API tells totals only, so there the
 * budget of the settings is what protects it.
 */
export async function roomOn(host: Host, probe: () => Promise<Room> = ownRoom): Promise<Room | undefined> {
  return host.local ? probe() : undefined;
}

/** Pure: refuses what would take the last of it. Memory limits are promises, not use, so only a tight host refuses. */
export function checkRoom(room: Room | undefined, wantedBytes: number, host: Pick<Host, "name">): void {
  if (!room) return;
  if (room.diskBytes < leastDiskBytes) {
    throw new Problem("host-full", `Host "${host.name}" has ${showBytes(room.diskBytes)} of disk left.`, {
      hint: "Remove what is no longer needed: /db list --all, docker system df",
    });
  }
  if (room.memoryBytes < wantedBytes) {
    throw new Problem(
      "host-full",
      `Host "${host.name}" has ${showBytes(room.memoryBytes)} of memory free; this may take ${showBytes(wantedBytes)}.`,
      {
        hint: `Ask for less (--memory ${Math.max(1, Math.floor(room.memoryBytes / 2 ** 21))}m), or remove something: /db list --all`,
      },
    );
  }
}

/** freemem() counts what Linux could give back at once (MemAvailable), as of libuv 1.45. */
async function ownRoom(): Promise<Room> {
  const disk = await statfs(dockerRoot).catch(() => statfs("/"));
  return { memoryBytes: freemem(), diskBytes: disk.bavail * disk.bsize };
}

/** Where engines keep everything unless told otherwise; where it is not there, the root stands for it. */
const dockerRoot = "/var/lib/docker";
