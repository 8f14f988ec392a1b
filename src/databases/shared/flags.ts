import { editDistance } from "#core/suggest.ts";
import { Problem } from "#core/problem.ts";

/** A server flag as it was typed, and its name in the one form that the tables use: lower case, words joined by "-". */
export interface Flag {
  readonly name: string;
  readonly typed: string;
}

/** Flags that break what we promise about a database, or that this version ends on; with what to do instead. */
export interface RefusedFlags {
  readonly names: readonly string[];
  /** Why, as the end of a sentence that begins with the flag: "would …". */
  readonly why: string;
  readonly hint: string;
}

export interface FlagRules {
  /** The server whose flags these are: "MySQL 9.7". */
  readonly title: string;
  readonly known: readonly string[];
  readonly refused: readonly RefusedFlags[];
  /** How a flag is written for this server: "--character-set-server". */
  show(name: string): string;
}

/** The tables' form of a flag's name: servers do not tell "_" from "-", nor (PostgreSQL) upper from lower case. */
export function flagName(text: string): string {
  return text.toLowerCase().replaceAll("_", "-");
}

/** Throws a Problem for the first flag that is refused or is a slip of the finger; flags nobody listed pass. */
export function checkFlags(flags: readonly Flag[], rules: FlagRules): void {
  for (const flag of flags) {
    const refused = rules.refused.find(({ names }) => names.includes(flag.name));
    if (refused) throw new Problem("bad-input", `${flag.typed} ${refused.why}`, { hint: refused.hint });
    const meant = slipOf(flag.name, rules.known);
    if (meant !== undefined) {
      throw new Problem("bad-input", `${rules.title} has no ${flag.typed}.`, {
        hint: `Did you mean ${rules.show(meant)}?`,
      });
    }
  }
}

/** Longer words are not slips of anything we know. */
const LONGEST_FLAG = 80;

/**
 * The known flag this one is a slip of, or undefined.
 *
 * A name made only of words that occur in known flags (`innodb-redo-log-size`) may be one of a version or a plugin
 * that we do not know: the server is left to judge it.
 */
export function slipOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_FLAG || known.includes(name)) return undefined;
  const words = new Set(known.flatMap((flag) => flag.split("-")));
  if (name.split("-").every((word) => words.has(word))) return undefined;
  return closest(name, known);
}

/** The known name within a few edits of this one; for a server's "unknown variable" too. */
export function closest(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_FLAG) return undefined;
  let best: string | undefined;
  let bestEdits = Math.max(2, Math.floor(name.length / 5)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestEdits) continue;
    const edits = editDistance(name, candidate);
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}
