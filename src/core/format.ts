import { z } from "zod";
import type { Command } from "./command.ts";
import { findOption, optionsOf } from "./options.ts";
import type { Option } from "./options.ts";
import { writeWords } from "./words.ts";

/**
 * A parsed input → the line somebody would type for it: `formatLine("db up", up, { kind: { database: "postgres" } })` is
 * `/db up postgres`. What equals its default is left out. Reading the line again gives an equal input.
 */
export function formatLine(path: string, command: Command, input: z.output<z.ZodObject>, yes = false): string {
  const values = z.encode(command.input, input);
  const options = optionsOf(command);
  const given = options.filter((option) => isGiven(option, values[option.key]));
  const byPlace = options.filter((option) => option.positional && !option.rest);
  // A place left empty cannot be skipped: what comes after it is given by name.
  const gap = byPlace.findIndex((option) => !given.includes(option));
  const placed = byPlace.slice(0, gap === -1 ? undefined : gap);
  const named = given
    .filter((option) => !placed.includes(option) && !option.rest)
    .flatMap((option) => writeOption(option, values[option.key]));
  if (yes) named.push("--yes");
  const plain = placed.flatMap((option) => texts(values[option.key]));
  const rest = given.filter((option) => option.rest).flatMap((option) => texts(values[option.key]));

  // Two dashes go before words that would be read as options; and in front of a rest the options come first.
  const guarded = plain.some((word) => isOptionLike(options, word)) || (plain.length === 0 && rest.length > 0);
  const optionsFirst = guarded || options.some((option) => option.rest);
  const words = optionsFirst ? [...named, ...(guarded ? ["--"] : []), ...plain, ...rest] : [...plain, ...named];
  return [`/${path}`, writeWords(words)].join(" ").trimEnd();
}

function isGiven(option: Option, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value === option.default) return false;
  // An optional boolean that is false differs from one that was never given.
  return true;
}

function writeOption(option: Option, value: unknown): string[] {
  if (option.kind === "list") return texts(value).map((text) => `--${option.name}=${text}`);
  if (option.kind === "boolean") return [value === true ? `--${option.name}` : `--no-${option.name}`];
  const text = String(value);
  return text.startsWith("-") ? [`--${option.name}=${text}`] : [`--${option.name}`, text];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

function isOptionLike(options: readonly Option[], word: string): boolean {
  if (word.startsWith("-") || word.toLowerCase() === "help") return true;
  const [name = ""] = word.split("=");
  return word.includes("=") && findOption(options, name) !== undefined;
}
