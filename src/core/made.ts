import type { Made } from "./lease.ts";
import { showDuration } from "./units.ts";

const FROM: Readonly<Record<Made["rung"], string>> = {
  existing: "it was there",
  spare: "from a spare",
  baked: "from a baked image",
  cold: "a first start",
};

/** Where the time went, in one line: `95 ms, from a spare: image 3 ms, claim 89 ms`. */
export function showMade({ rung, timings }: Made): string {
  const { totalMs, imageMs, waitMs, createMs, startMs, readyMs, claimMs } = timings;
  const parts = { image: imageMs, wait: waitMs, create: createMs, start: startMs, ready: readyMs, claim: claimMs };
  const shown = Object.entries(parts).flatMap(([part, ms]) => (ms === undefined ? [] : [`${part} ${ms} ms`]));
  return `${showDuration(totalMs)}, ${FROM[rung]}: ${shown.join(", ")}`;
}
