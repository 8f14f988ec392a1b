import type { Timings } from "#core/lease.ts";

type Lap = Exclude<keyof Timings, "totalMs">;

/** Measures how long each part took, from the end of the part before it. */
export function stopwatch() {
  const begun = performance.now();
  let last = begun;
  const laps: Partial<Record<Lap, number>> = {};
  return {
    lap(name: Lap): void {
      const now = performance.now();
      laps[name] = (laps[name] ?? 0) + Math.round(now - last);
      last = now;
    },
    timings(): Timings {
      return { totalMs: Math.round(performance.now() - begun), ...laps };
    },
  };
}
