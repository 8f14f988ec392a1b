/**
 * The version in what packagers write, without epoch and revision: `1:10.11.6+maria~ubu2204` → `10.11.6`,
 * `15.18-1.pgdg13+1` → `15.18`, `v8.0.2` → `8.0.2`. Undefined when there is none.
 */
export function bareVersion(text: string | undefined): string | undefined {
  return text?.replace(/^\d+:/, "").match(/\d+(\.\d+)*/)?.[0];
}

/** Is `version` this or newer? Only as many parts as are given count: "8.4.9" is at least (8, 4). */
export function isAtLeast(version: string, ...least: readonly number[]): boolean {
  const numbers = numbersOf(version);
  for (const [index, wanted] of least.entries()) {
    const actual = numbers[index] ?? 0;
    if (actual !== wanted) return actual > wanted;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return version.split(".").map(Number);
}
