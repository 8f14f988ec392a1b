import { parseRun } from "../docker-run/parse.ts";
import { Problem } from "../problem.ts";
import { duration } from "../units.ts";

/** The options of `/docker run` that are ours. */
interface Own {
  readonly line: readonly string[];
  readonly dryRun?: boolean | undefined;
  readonly ttl?: number | undefined;
  readonly host?: string | undefined;
}

/**
 * Takes `--dry-run`, `--ttl 2h` and `--host lab` out of the words behind `/docker run` where they stand among the flags:
 * Docker has no such flags there, and behind the image they are the program's own.
 *
 * @throws Problem "bad-input" for a time that is none, and for what is said twice.
 */
export function takeOwnWords<I extends Own>(input: I): I {
  const dryRun = take(input.line, (word) => word === "--dry-run", 1);
  const ttl = take(dryRun.words, (word) => word === "--ttl" || word.startsWith("--ttl="), 2);
  const host = take(ttl.words, (word) => word === "--host" || word.startsWith("--host="), 2);
  const [time, name] = [valueOf(ttl.taken), valueOf(host.taken)];
  return {
    ...input,
    line: host.words,
    ...(dryRun.taken.length > 0 && { dryRun: true }),
    ...(time !== undefined && { ttl: once("--ttl", input.ttl, readTime(time)) }),
    ...(name !== undefined && { host: once("--host", input.host, name) }),
  };
}

function valueOf([flag, value = ""]: readonly string[]): string | undefined {
  return flag?.includes("=") ? flag.slice(flag.indexOf("=") + 1) : flag && value;
}

function once<T>(flag: string, before: T | undefined, among: T): T {
  if (before === undefined || before === among) return among;
  throw new Problem("bad-input", `${flag} is given twice; it takes one.`);
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
