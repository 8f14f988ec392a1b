import { nearest } from "../suggest.ts";
import type { Flag } from "./flags.ts";
import { findFlag, findShortFlag, FLAGS, isBoolean } from "./flags.ts";
import { findRefusedFlag, REFUSED_FLAGS } from "./refused-flags.ts";

const NAMES = [...FLAGS.flatMap(({ names }) => names), ...REFUSED_FLAGS.map(({ name }) => name)];

function isKnown(name: string): boolean {
  return findFlag(name) !== undefined || findRefusedFlag(name) !== undefined;
}

/** The flag a misspelt one was meant to be, without its dashes. */
export function guessFlag(name: string): string | undefined {
  if (name.length === 1) return otherCase(name)?.names[0];
  const written = name.toLowerCase().replaceAll("_", "-");
  return isKnown(written) ? written : (MEANT.get(written) ?? nearest(written, NAMES));
}

function otherCase(letter: string): Flag | undefined {
  return findShortFlag(letter.toLowerCase()) ?? findShortFlag(letter.toUpperCase());
}

/** What other programs, and people, call the same. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["port", "publish"],
  ["ports", "publish"],
  ["volumes", "volume"],
  ["environment", "env"],
  ["daemon", "detach"],
  ["background", "detach"],
  ["remove", "rm"],
  ["auto-remove", "rm"],
  ["alias", "network-alias"],
  ["labels", "label"],
  ["host", "hostname"],
  ["working-dir", "workdir"],
  ["cwd", "workdir"],
  ["cmd", "entrypoint"],
  ["mem", "memory"],
  ["memory-limit", "memory"],
  ["cpu", "cpus"],
  ["networks", "network"],
  ["healthcheck", "health-cmd"],
]);

/**
 * The long flag behind one dash too few (`-net`, `-name=db`) or too many (`---rm`); undefined when the word is right as
 * it is. A word that the CLI would take apart into letters is taken whole when it is the name of a flag: `-user bob` is
 * no `-u ser`. Except where each letter is a flag that takes no value but the last, as in `-ip 80:80`.
 */
export function meantLong(word: string): string | undefined {
  const [, dashes = "", name = "", rest = ""] = /^(-+)([a-zA-Z][\w-]*)(=.*)?$/s.exec(word) ?? [];
  if (dashes === "" || dashes === "--" || !isKnown(name) || name.length < 2) return undefined;
  // By its usual name: `--net` is hidden in the CLI's own help.
  const usual = findFlag(name)?.names[0] ?? name;
  return dashes === "-" && isGroup(name) ? undefined : `--${usual}${rest}`;
}

/** True for a word that begins with dashes and stands for a flag, so that it can hardly be another flag's value. */
export function looksLikeFlag(word: string): boolean {
  const [, dashes = "", name = ""] = /^(--?)([a-zA-Z][\w-]*)(?:=.*)?$/s.exec(word) ?? [];
  if (dashes === "--" || isKnown(name)) return dashes !== "" && isKnown(name);
  return dashes === "-" && isGroup(name);
}

/** `dit`, `itp`: short flags of which all but the last take no value. */
function isGroup(letters: string): boolean {
  const flags = Array.from(letters, findShortFlag);
  return flags.every((flag, index) => flag !== undefined && (isBoolean(flag) || index === flags.length - 1));
}
