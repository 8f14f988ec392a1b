import type { Caller } from "#core/caller.ts";
import type { Command, Commands } from "#core/command.ts";
import { findOption, findShort, optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { parseWords } from "#core/parse.ts";
import { Problem } from "#core/problem.ts";
import { quote, readWords } from "#core/words.ts";
import type { Suggestions } from "./suggestions.ts";

export interface Completing {
  readonly commands: Commands;
  readonly may: (command: Command) => boolean;
  readonly suggestions: Suggestions;
}

/**
 * What could stand in place of the last word of an unfinished line (a line that ends in a space has an empty one):
 * command names, places, option names, values; whole words, only what this caller may do.
 */
export function completeLine(
  line: string,
  caller: Caller,
  { commands, may, suggestions }: Completing,
): readonly string[] {
  const split = unfinished(line);
  if (!split) return [];
  const { before, last } = split;
  const slash = (before[0] ?? last).startsWith("/");
  const spoken = before.map((word, index) => (index === 0 ? word.replace(/^\//, "") : word).toLowerCase());
  const paths = [...commands.all].filter(([, command]) => may(command)).map(([path]) => path.split(" "));

  const path = paths.find((path) => path.every((part, index) => spoken[index] === part));
  const command = path && commands.all.get(path.join(" "));
  if (!path || !command) {
    const nexts = nextParts(paths, spoken).map((part) => (slash && before.length === 0 ? `/${part}` : part));
    return starting(nexts, last);
  }
  const values = (option: Option, given: readonly string[]) =>
    option.suggest === "commands" ? nextParts(paths, given) : (suggestions[option.suggest ?? ""]?.(caller) ?? []);
  return starting(candidates(command, before.slice(path.length), last, values), last);
}

/** The words before the last one, and that one. Undefined for a line that is no good as it stands, such as an open quote. */
function unfinished(line: string): { before: readonly string[]; last: string } | undefined {
  try {
    const words = readWords(line).words.map(({ text }) => text);
    const last = words.length === 0 || /\s$/.test(line) ? "" : words.pop();
    return { before: words, last: last ?? "" };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The parts that follow these in any path, each once. */
function nextParts(paths: readonly (readonly string[])[], before: readonly string[]): readonly string[] {
  const fitting = paths.filter((path) => before.every((part, index) => path[index] === part.toLowerCase()));
  return [...new Set(fitting.flatMap((path) => path[before.length] ?? []))];
}

function candidates(
  command: Command,
  before: readonly string[],
  last: string,
  suggested: (option: Option, given: readonly string[]) => readonly string[],
): readonly string[] {
  const options = optionsOf(command);
  const valuesOf = (option: Option, given: readonly string[] = []) =>
    option.kind === "boolean" ? ["yes", "no"] : [...option.choices, ...suggested(option, given)];

  const waiting = optionWaiting(options, before.at(-1));
  if (waiting) return valuesOf(waiting);

  const assigned = /^(-{0,2}([a-z][a-z0-9-]*)=)/i.exec(last);
  const assignee = assigned && findOption(options, assigned[2] ?? "");
  if (assigned && assignee) return valuesOf(assignee).map((value) => `${assigned[1]}${value}`);

  const { values } = parseWords(command, before);
  const names = options
    .filter((option) => !option.positional && (option.kind === "list" || !(option.key in values)))
    .map((option) => `--${option.name}`);
  if (last.startsWith("-")) return names;

  const place = options.find((option) => option.positional && (option.kind === "list" || !(option.key in values)));
  const held = place && values[place.key];
  const given = Array.isArray(held) ? held.map(String) : [];
  const found = place ? tagged(valuesOf(place, given), last) : [];
  return place?.required === true && given.length === 0 ? found : [...found, ...names];
}

/** The option whose value comes next: `--format `, `-n `. */
function optionWaiting(options: readonly Option[], word: string | undefined): Option | undefined {
  if (word === undefined || word.includes("=")) return undefined;
  const option = word.startsWith("--")
    ? findOption(options, word.slice(2))
    : /^-[a-z]$/i.test(word)
      ? findShort(options, word.slice(1))
      : undefined;
  return option?.kind === "boolean" ? undefined : option;
}

/** `postgres:16` is offered once somebody has got as far as `postgres:`; before that it is in the way. */
function tagged(values: readonly string[], last: string): readonly string[] {
  const bare = new Set(values);
  return values.filter((value) => last.includes(":") || !bare.has(value.split(":")[0] ?? "") || !value.includes(":"));
}

function starting(words: readonly string[], last: string): readonly string[] {
  const begun = last.toLowerCase();
  return words.filter((word) => word.toLowerCase().startsWith(begun)).map((word) => (word === "" ? word : quote(word)));
}
