import { readdir } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Command, Commands } from "#core/command.ts";
import { optionsOf, spellings } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { Problem } from "#core/problem.ts";

const OURS = join(import.meta.dirname, "../../commands");

/** The limit of a Discord description. */
const LONGEST_SUMMARY = 100;

/**
 * Reads every `.ts` file below a folder as a command whose path is its name: `db/up.ts` is "db up". Sorted by path.
 *
 * A file that is no good command stops the start: the Problem names the file and everything that is wrong with it.
 */
export async function loadCommands(folder = OURS): Promise<Commands> {
  const entries = await readdir(folder, { recursive: true });
  const files = entries.filter((entry) => entry.endsWith(".ts")).sort();
  const loaded = await Promise.all(files.map(async (file) => [pathOf(file), await loadCommand(folder, file)] as const));
  return { all: new Map(loaded) };
}

/** What is wrong with a command, in sentences; none when it is good. */
export function faultsOfCommand(command: Command): readonly string[] {
  const faults: string[] = [];
  if (typeof command.summary !== "string" || command.summary === "") faults.push("it has no summary");
  else if (command.summary.length > LONGEST_SUMMARY)
    faults.push(`its summary is longer than ${LONGEST_SUMMARY} characters`);
  if (!["read", "change", "destroy"].includes(command.effect)) faults.push(`"${command.effect}" is no effect`);
  if (!["anyone", "viewer", "operator", "admin"].includes(command.access))
    faults.push(`"${command.access}" is no access`);
  if (typeof command.run !== "function") faults.push("it has no run()");
  if (command.effect === "destroy" && typeof command.confirm !== "function") {
    faults.push("it destroys, so it needs confirm(), which says what would go");
  }
  try {
    faults.push(...faultsOfOptions(optionsOf(command)));
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return faults;
}

async function loadCommand(folder: string, file: string): Promise<Command> {
  const shown = join(basename(folder), file);
  const module: { readonly default?: Command } = await import(pathToFileURL(join(folder, file)).href).catch(
    (cause: unknown) => {
      throw broken(shown, `cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
    },
  );
  const command = module.default;
  if (typeof command !== "object") throw broken(shown, "has no command as its default export");
  const faults = faultsOfCommand(command);
  if (faults.length > 0) throw broken(shown, `is no good command: ${faults.join("; ")}`);
  return command;
}

function broken(file: string, what: string, cause?: unknown): Problem {
  const hint = "Mend the file or take it away, then start again.";
  return new Problem("configuration", `${file} ${what}.`, { hint, cause });
}

function pathOf(file: string): string {
  return file.replace(/\.ts$/, "").split(sep).join(" ");
}

function faultsOfOptions(options: readonly Option[]): readonly string[] {
  const faults: string[] = [];
  for (const option of options) {
    if (option.description === "") faults.push(`"${option.key}" has no description (.meta() stands last)`);
    if (option.description.length > LONGEST_SUMMARY) {
      faults.push(`the description of "${option.key}" is longer than ${LONGEST_SUMMARY} characters`);
    }
    if (option.rest && option.kind !== "list") faults.push(`"${option.key}" takes the rest, so it must be a list`);
    const odd = [...spellings(option), ...option.aliases].find(
      (name) => !/^(?:[a-z][a-z0-9-]*|[A-Za-z0-9])$/.test(name),
    );
    if (odd !== undefined) faults.push(`"${odd}" cannot be typed as an option`);
  }
  const names = options.filter((option) => !option.positional).flatMap((option) => [option.name, ...option.aliases]);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    faults.push(`two options are called "${name}"`);
  }
  if (names.includes("help")) faults.push(`"help" is understood everywhere, so it cannot be an option`);
  return [...faults, ...faultsOfPlaces(options.filter((option) => option.positional))];
}

/** Words given by place are told apart only when nothing needed comes after something that may be left out or repeat. */
function faultsOfPlaces(places: readonly Option[]): readonly string[] {
  return places.slice(1).flatMap((option, index) => {
    const before = places[index];
    if (before?.kind === "list") return [`"${option.key}" comes after "${before.key}", which takes all words`];
    if (option.required && before?.required === false)
      return [`"${option.key}" is needed, but comes after "${before.key}", which is not`];
    return [];
  });
}
