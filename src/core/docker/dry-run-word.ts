import { parseRun } from "../docker-run/parse.ts";

/**
 * Takes `--dry-run` out of the words behind `/docker run` when it stands among the flags: Docker has no such flag there,
 * and behind the image it is the program's own.
 */
export function takeDryRun(words: readonly string[]): { readonly words: readonly string[]; readonly dryRun: boolean } {
  const at = words.indexOf("--dry-run");
  if (at < 0) return { words, dryRun: false };
  const without = words.toSpliced(at, 1);
  // `commandAt` is the word behind the image.
  return at < parseRun(without).commandAt ? { words: without, dryRun: true } : { words, dryRun: false };
}
