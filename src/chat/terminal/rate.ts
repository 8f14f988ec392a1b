import type { Progress } from "#core/reply.ts";
import { RATE_WINDOW_MS } from "./limits.ts";

/** Bytes per second over the last seconds, from what progress says and when; undefined until there is something to say. */
export function rateMeter(): (progress: Omit<Progress, "kind">, now: number) => number | undefined {
  let label = "";
  let samples: { readonly done: number; readonly at: number }[] = [];
  return (progress, now) => {
    if (progress.unit !== "bytes") return undefined;
    // Another layer or a second attempt counts from its own beginning.
    if (progress.label !== label || progress.done < (samples.at(-1)?.done ?? 0)) samples = [];
    label = progress.label;
    samples = [...samples.filter(({ at }) => now - at <= RATE_WINDOW_MS), { done: progress.done, at: now }];
    const [first] = samples;
    if (!first || now - first.at < 500) return undefined;
    return ((progress.done - first.done) / (now - first.at)) * 1000;
  };
}
