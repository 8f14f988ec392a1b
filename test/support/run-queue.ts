import { readFileSync } from "node:fs";

/**
 * How long the main threads of these processes have been kept waiting for a processor so far, in milliseconds together: on a busy
 * machine the clock goes on while they could go on, too, and are not let. 0 where the system does not tell (Linux does, in
 * /proc/PID/schedstat).
 */
export function keptWaitingMs(...processes: readonly number[]): number {
  return processes.reduce((total, pid) => total + waitedMs(pid), 0);
}

function waitedMs(pid: number): number {
  try {
    // Nanoseconds that it ran, nanoseconds that it was ready and waited, time slices.
    const [, waited = "0"] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
    return Number(waited) / 1e6;
  } catch {
    return 0;
  }
}
