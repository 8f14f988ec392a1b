import type { Command, Commands } from "#core/command.ts";
import { parseWords } from "#core/parse.ts";
import { optionsOf } from "#core/options.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";

export interface Named {
  readonly path: string;
  readonly command: Command;
  readonly words: readonly string[];
}

/** Which command a line names, if it names one. For what a button does to its card; whether it may run is not decided here. */
export function commandOf(commands: Commands, line: string): Named | undefined {
  const words = wordsOf(line);
  if (!words) return undefined;
  const names = words.map((word, index) => (index === 0 ? word.replace(/^\/+/, "") : word).toLowerCase());
  for (let length = names.length; length > 0; length--) {
    const path = names.slice(0, length).join(" ");
    const command = commands.all.get(path);
    if (command) return { path, command, words: words.slice(length) };
  }
  return undefined;
}

/** What a form would ask for: a command of a group, or the values a command still needs. */
export type Wanted =
  | { readonly kind: "choice"; readonly group: string }
  | { readonly kind: "values"; readonly path: string; readonly given: Readonly<Record<string, unknown>> };

/** Undefined for a line that can run as it is, that asks for help, or that is wrong: the bot answers those in words. */
export function formWanted(commands: Commands, line: string): Wanted | undefined {
  const words = wordsOf(line);
  const [first = ""] = words ?? [];
  const group = first.replace(/^\/+/, "").toLowerCase();
  if (words?.length === 1 && !commands.all.has(group) && inGroup(commands, group).length > 0) {
    return { kind: "choice", group };
  }
  const named = commandOf(commands, line);
  if (!named || named.words.some((word) => word.toLowerCase() === "help")) return undefined;
  const { values, faults, help } = parseWords(named.command, named.words);
  const missing = optionsOf(named.command).some(({ required, key }) => required && !(key in values));
  return missing && !help && faults.length === 0 ? { kind: "values", path: named.path, given: values } : undefined;
}

export function inGroup(commands: Commands, group: string): readonly (readonly [path: string, command: Command])[] {
  return [...commands.all].filter(([path]) => path.startsWith(`${group} `));
}

function wordsOf(line: string): readonly string[] | undefined {
  try {
    return readWords(line).words.map(({ text }) => text);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
