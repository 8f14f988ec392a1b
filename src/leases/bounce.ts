/** Deaths within this time belong together. */
const windowMs = 10 * 60_000;
/** So many are a loop. */
const loopAt = 3;

/** How often one container died lately, and whether that was called a loop. */
export interface Bounce {
  readonly deaths: readonly number[];
  readonly looping: boolean;
}

export const STEADY: Bounce = { deaths: [], looping: false };

/** Pure: what a death makes of it, and what is said: each of the first ones, then once that it is a loop, then nothing. */
export function died(
  bounce: Bounce,
  at: number,
): { readonly bounce: Bounce; readonly say: "crash" | "loop" | undefined } {
  const deaths = [...bounce.deaths.filter((death) => death > at - windowMs), at];
  if (bounce.looping) return { bounce: { deaths, looping: true }, say: undefined };
  const looping = deaths.length >= loopAt;
  return { bounce: { deaths, looping }, say: looping ? "loop" : "crash" };
}

/** Pure: whether a loop is over, which is when it runs and has not died for `stableMs`. */
export function hasSettled({ deaths, looping }: Bounce, isRunning: boolean, now: number, stableMs: number): boolean {
  return looping && isRunning && now - (deaths.at(-1) ?? 0) >= stableMs;
}
