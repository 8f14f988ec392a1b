import type { DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";

/** Full names of collations by charset; the charset's default is the first. */
export type Collations = ReadonlyMap<string, readonly string[]>;

/** From lines of `charset: end end …`, where a collation's name is the charset's with one of the ends. */
export function parseCollations(text: string): Collations {
  return new Map(
    text
      .trim()
      // A long line goes on in the next one.
      .replace(/\n\s{4,}/g, " ")
      .split("\n")
      .map((line): [string, string[]] => {
        const [charset = "", ends = ""] = line.trim().split(":");
        const names =
          ends.trim() === ""
            ? [charset]
            : ends
                .trim()
                .split(/\s+/)
                .map((end) => `${charset}_${end}`);
        return [charset, names];
      }),
  );
}

export interface CharsetRules {
  /** "MySQL 9.7" */
  readonly title: string;
  readonly collations: Collations;
  /** What this server has in the place of a collation of its relative. */
  relativeOf(collation: string): string | undefined;
}

/** The flags for a charset and a collation that go together; utf8mb4 when neither was asked for. */
export function charsetArguments(
  request: Pick<DatabaseRequest, "charset" | "collation">,
  rules: CharsetRules,
): string[] {
  const collation = request.collation === undefined ? undefined : collationNamed(request.collation, rules);
  const asked = request.charset === undefined ? undefined : charsetNamed(request.charset, rules);
  if (collation === undefined) return [`--character-set-server=${asked ?? "utf8mb4"}`];
  if (asked !== undefined && asked !== collation.charset) {
    throw new Problem(
      "bad-input",
      `The collation ${collation.name} goes with the charset ${collation.charset}, not with ${asked}.`,
      {
        hint: `Use --charset ${collation.charset}, or --collation ${rules.collations.get(asked)?.[0]}`,
      },
    );
  }
  return [`--character-set-server=${collation.charset}`, `--collation-server=${collation.name}`];
}

function charsetNamed(typed: string, { title, collations }: CharsetRules): string {
  const name = renamed(typed.toLowerCase());
  if (collations.has(name)) return name;
  const meant = ALIASES[name.replace(/[^a-z0-9]/g, "")] ?? nearest(name, ["utf8mb4", ...collations.keys()]);
  throw new Problem("bad-input", `${title} has no charset "${typed}".`, {
    hint: meant === undefined ? "Try utf8mb4, latin1 or binary." : `Did you mean --charset ${meant}?`,
  });
}

function collationNamed(typed: string, rules: CharsetRules): { readonly charset: string; readonly name: string } {
  const name = renamed(typed.toLowerCase());
  for (const [charset, names] of rules.collations) if (names.includes(name)) return { charset, name };
  const meant =
    rules.relativeOf(name) ??
    nearest(name, [...(rules.collations.get("utf8mb4") ?? []), ...[...rules.collations.values()].flat()]);
  throw new Problem("bad-input", `${rules.title} has no collation "${typed}".`, {
    hint:
      meant === undefined
        ? `Try ${(rules.collations.get("utf8mb4") ?? []).slice(0, 3).join(", ")}.`
        : `Did you mean --collation ${meant}?`,
  });
}

/** `utf8` is `utf8mb3` in all of them for now, and its collations are called so. */
function renamed(name: string): string {
  return name.replace(/^utf8(?=$|_)/, "utf8mb3");
}

/** What other systems call them. */
const ALIASES: Readonly<Record<string, string>> = {
  unicode: "utf8mb4",
  utf8: "utf8mb4",
  ascii7: "ascii",
  usascii: "ascii",
  iso88591: "latin1",
  iso88592: "latin2",
  iso88599: "latin5",
  windows1250: "cp1250",
  windows1251: "cp1251",
  windows1252: "latin1",
  cp1252: "latin1",
  shiftjis: "sjis",
  eucjp: "ujis",
};
