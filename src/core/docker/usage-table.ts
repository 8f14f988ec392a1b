import { showBytes } from "../units.ts";
import type { Measured } from "./measure.ts";

export const USAGE_COLUMNS: readonly string[] = [
  "Name",
  "CPUs",
  "Memory",
  "Network in / out",
  "Disk read / written",
  "Processes",
];

/** One row: each number beside what it may be at most. */
export function usageCells({ name, usage, cpus, pids }: Measured): string[] {
  if (!usage) return [name, "not measured", "", "", "", ""];
  const share =
    usage.memoryLimitBytes > 0 ? ` (${Math.round((100 * usage.memoryBytes) / usage.memoryLimitBytes)} %)` : "";
  return [
    name,
    cpus > 0 ? `${usage.cpus.toFixed(2)} of ${cpus}` : usage.cpus.toFixed(2),
    `${showBytes(usage.memoryBytes)} of ${showBytes(usage.memoryLimitBytes)}${share}`,
    `${showBytes(usage.receivedBytes)} / ${showBytes(usage.sentBytes)}`,
    `${showBytes(usage.readBytes)} / ${showBytes(usage.writtenBytes)}`,
    pids > 0 ? `${usage.pids} of ${pids}` : String(usage.pids),
  ];
}
