import { parseRun } from "../docker-run/parse.ts";
import { Problem } from "../problem.ts";
import { duration } from "../units.ts";

/** A line without the words that are ours, and what they say. */
export interface OwnWords {
  readonly words: readonly string[];
  readonly dryRun: boolean;
  readonly ttlMs: number | undefined;
}

/**
 * Takes `--dry-run` and `--ttl 2h` out of the words behind `/docker run` where they stand among the flags: Docker has no
 * such flags there, and behind the image they are the program's own.
 */
export function takeOwnWords(words: readonly string[]): OwnWords {
  const dryRun = take(words, (word) => word === "--dry-run", 1);
  const ttl = take(dryRun.words, (word) => word === "--ttl" || word.startsWith("--ttl="), 2);
  const [flag, value = ""] = ttl.taken;
  const time = flag === undefined ? undefined : flag.startsWith("--ttl=") ? flag.slice("--ttl=".length) : value;
  return { words: ttl.words, dryRun: dryRun.taken.length > 0, ttlMs: time === undefined ? undefined : readTime(time) };
}

/** The first word that matches, with the value behind it unless it has one in it; none where it is the program's own. */
function take(
  words: readonly string[],
  matches: (word: string) => boolean,
  most: number,
): { readonly words: readonly string[]; readonly taken: readonly string[] } {
  const at = words.findIndex(matches);
  if (at < 0) return { words, taken: [] };
  const count = words[at]?.includes("=") ? 1 : most;
  const without = words.toSpliced(at, count);
  // `commandAt` is the word behind the image.
  if (at >= parseRun(without).commandAt) return { words, taken: [] };
  return { words: without, taken: words.slice(at, at + count) };
}

function readTime(text: string): number {
  const read = duration.safeDecode(text);
  if (read.success) return read.data;
  throw new Problem("bad-input", `--ttl ${JSON.stringify(text)}: ${read.error.issues[0]?.message ?? "no time."}`, {
    hint: "/docker run --ttl 2h …",
  });
}
