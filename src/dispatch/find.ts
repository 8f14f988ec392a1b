import type { Command, Commands } from "#core/command.ts";
import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";
import { writeWords } from "#core/words.ts";

export type Found =
  | { readonly kind: "command"; readonly path: string; readonly command: Command; readonly words: readonly string[] }
  /** Help was asked for: on everything, a group or a command. */
  | { readonly kind: "help"; readonly topic: readonly string[] };

/**
 * Words → the command they name and the words that are left for it. A leading slash may stand or not, case does not
 * count in a command's name. `help` before, between or behind, and a group without a verb, ask for help.
 *
 * Throws a Problem for what does not exist, with what was probably meant.
 */
export function findCommand(commands: Commands, words: readonly string[]): Found {
  const [first = "", ...others] = words;
  const spoken = [first.replace(/^\/+/, ""), ...others].filter((word, index) => index > 0 || word !== "");
  const names = spoken.map((word) => word.toLowerCase());

  // The longest name wins: "docker network ls" before "docker network".
  for (let length = Math.min(names.length, longestPath(commands)); length > 0; length--) {
    const path = names.slice(0, length).join(" ");
    const command = commands.all.get(path);
    if (!command) continue;
    const left = spoken.slice(length);
    const asksHelp = left.length === 1 && left[0]?.toLowerCase() === "help";
    return asksHelp ? { kind: "help", topic: names.slice(0, length) } : { kind: "command", path, command, words: left };
  }

  const topic = topicOf(commands, names);
  if (topic) return { kind: "help", topic };
  throw unknown(commands, spoken);
}

/** What help is asked on: `/`, `/help db up`, `/db`, `/db help`, `/db help up`. Undefined when it is not asked for. */
function topicOf(commands: Commands, names: readonly string[]): readonly string[] | undefined {
  const asked = names.findIndex((name) => HELP.has(name));
  if (names.length === 0 || isGroup(commands, names)) return names;
  if (asked === 0) return names.slice(1);
  return asked > 0 && isGroup(commands, names.slice(0, asked)) ? names.toSpliced(asked, 1) : undefined;
}

const HELP: ReadonlySet<string> = new Set(["help", "--help", "-h", "?"]);

function longestPath(commands: Commands): number {
  return Math.max(0, ...[...commands.all.keys()].map((path) => path.split(" ").length));
}

function isGroup(commands: Commands, topic: readonly string[]): boolean {
  const prefix = `${topic.join(" ")} `;
  return topic.length > 0 && [...commands.all.keys()].some((path) => path.startsWith(prefix));
}

function unknown(commands: Commands, spoken: readonly string[]): Problem {
  const paths = [...commands.all.keys()];
  const [first = "", second = "", ...left] = spoken;
  const groups = [...new Set(paths.map((path) => path.split(" ")[0] ?? path))];
  const group = groups.find((group) => group === first.toLowerCase());
  if (group !== undefined) {
    const verbs = paths.filter((path) => path.startsWith(`${group} `)).map((path) => path.slice(group.length + 1));
    return complain(
      `/${group} ${second}`,
      nearest(second, verbs),
      group,
      left,
      `/${group} knows: ${verbs.join(", ")}.`,
    );
  }

  // `/up postgres`: a verb without its group. `/dbb up`: a group mistyped.
  const bare = paths.find((path) => path.endsWith(` ${first.toLowerCase()}`));
  const known = `There are: ${groups.map((group) => `/${group}`).join(", ")}.`;
  if (bare !== undefined) return complain(`/${first}`, bare, "", [second, ...left], known);
  return complain(`/${first}`, nearest(first, groups), "", [second, ...left], known);
}

function complain(
  typed: string,
  meant: string | undefined,
  group: string,
  left: readonly string[],
  known: string,
): Problem {
  const shown = typed.length > 60 ? `${typed.slice(0, 59)}…` : typed;
  const command = meant === undefined ? undefined : `/${[group, meant].filter((part) => part !== "").join(" ")}`;
  const guess = command === undefined ? "" : ` Did you mean ${command}?`;
  return new Problem("unknown-command", `There is no command ${shown}.${guess} ${known}`, {
    hint:
      command === undefined
        ? `/longshore help ${group}`.trimEnd()
        : `${command} ${writeWords(left.filter((word) => word !== ""))}`.trimEnd(),
  });
}
