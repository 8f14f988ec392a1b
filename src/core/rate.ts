import type { Progress } from "./reply.ts";
import { showBytes, showDuration } from "./units.ts";

/** A rate is what came in over this long: shorter and it jumps, longer and it lags behind. */
const WINDOW_MS = 5_000;
/** Before there is so much to go by, nothing is said. */
const LEAST_MS = 500;

/** How fast something goes on, from how far it was and when. */
export class Rate {
  #samples: readonly { readonly done: number; readonly at: number }[] = [];

  /** Per second, over the last seconds; undefined until there is something to say, and after a step back. */
  measure(done: number, now: number): number | undefined {
    const [last] = this.#samples.slice(-1);
    const kept = last && done < last.done ? [] : this.#samples.filter(({ at }) => now - at <= WINDOW_MS);
    this.#samples = [...kept, { done, at: now }];
    const [first] = this.#samples;
    if (!first || now - first.at < LEAST_MS) return undefined;
    return ((done - first.done) / (now - first.at)) * 1_000;
  }
}

/** `10 MiB of 29 MiB`, `3.1 MiB/s`, `6 s left`: as much of it as is known. */
export function progressNumbers({ done, total, unit, perSecond }: Omit<Progress, "kind" | "label">): readonly string[] {
  const count = unit === "bytes" ? showBytes : String;
  const isMoving = perSecond !== undefined && Number.isFinite(perSecond) && perSecond > 0;
  const leftMs = isMoving && total !== undefined ? ((total - done) / perSecond) * 1_000 : 0;
  return [
    total === undefined ? count(done) : `${count(done)} of ${count(total)}`,
    ...(isMoving ? [`${count(Math.round(perSecond))}/s`] : []),
    // Whole seconds: it is a guess.
    ...(leftMs >= 1_000 && Number.isFinite(leftMs) ? [`${showDuration(Math.ceil(leftMs / 1_000) * 1_000)} left`] : []),
  ];
}
