const MIB = 2 ** 20;
const STEP = 16 * MIB;

/** Pure: a limit for a server that nobody uses: a quarter and 32 MiB more than it takes, and never more than it was made with. */
export function idleLimit(usedBytes: number, fullBytes: number): number {
  return Math.min(fullBytes, Math.ceil((usedBytes * 1.25 + 32 * MIB) / STEP) * STEP);
}
