import type { APIChatInputApplicationCommandInteraction } from "discord.js";
import type { Request } from "#core/chat.ts";
import type { Command, Commands } from "#core/command.ts";
import { readInput, readValues } from "#core/input.ts";
import { optionsOf, showOption } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { show } from "#core/parse.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";
import { writeLine } from "./line.ts";
import { optionTypeOf } from "./option-definition.ts";
import { overflowName } from "./overflow.ts";
import { readSent } from "./sent-options.ts";
import type { SentOption } from "./sent-options.ts";
import { optionTypes } from "./wire.ts";

/**
 * What was asked for by a slash command: its options, or the whole line when some were typed as text.
 *
 * Discord checks nothing of what arrives, so everything is checked here: throws a Problem that names each option that is unknown,
 * of the wrong type, out of range or missing.
 */
export function requestOf(interaction: APIChatInputApplicationCommandInteraction, commands: Commands): Request["what"] {
  const { path, command, values, text } = readCommand(interaction, commands);
  if (text === undefined) {
    readValues(path, command, values);
    return { command: path, values };
  }
  const line = writeLine(path, command, values, text);
  const words = readWords(line).words.map((word) => word.text);
  readInput(path, command, words.slice(path.split(" ").length));
  return { line };
}

/**
 * What a form has to ask for: the command line of somebody else's, which Discord does not ask for as it may stand in the
 * option for everything else. Undefined when there is nothing, or more is missing than that.
 */
export function formWanted(
  interaction: APIChatInputApplicationCommandInteraction,
  commands: Commands,
): Pick<Given, "path" | "command" | "values"> | undefined {
  const { path, command, values, text } = readCommand(interaction, commands);
  const missing = optionsOf(command).filter(({ required, key }) => required && values[key] === undefined);
  return missing.length > 0 && missing.every(({ rest }) => rest) && text === undefined
    ? { path, command, values }
    : undefined;
}

interface Given {
  readonly path: string;
  readonly command: Command;
  /** By key. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What was typed into the option for everything else. */
  readonly text: string | undefined;
}

function readCommand({ data }: APIChatInputApplicationCommandInteraction, commands: Commands): Given {
  const sent = readSent(data, commands);
  if (!sent?.placed) {
    const name = sent === undefined ? "like this" : `/${sent.names.join(" ")}`;
    throw new Problem("unknown-command", `There is no command ${name}.`, { hint: "/longshore help" });
  }
  const { path, command } = sent.placed;
  const options = optionsOf(command);
  const textName = overflowName(command);
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  let text: string | undefined;
  for (const option of sent.options) {
    const known = options.find(({ name }) => name === option.name);
    const isTwice = sent.options.filter(({ name }) => name === option.name).length > 1;
    if (!known && option.name !== textName) faults.push(`There is no option ${show(option.name)}.`);
    else if (isTwice) faults.push(`--${option.name} is given twice; it takes one.`);
    else if (!known) {
      if (typeof option.value === "string" && option.type === optionTypes.text) text = option.value;
      else faults.push(`--${textName}: expected text.`);
    } else if (isOfType(known, option)) values[known.key] = option.value;
    else faults.push(`${showOption(known)} ${show(option.value)}: expected ${EXPECTED[optionTypeOf(known)]}.`);
  }
  if (faults.length === 0) return { path, command, values, text };
  throw new Problem("bad-input", [...new Set(faults)].slice(0, MOST_FAULTS).join("\n"), {
    hint: `/longshore help ${path}`,
  });
}

/** More than this helps nobody. */
const MOST_FAULTS = 8;

const EXPECTED = {
  [optionTypes.text]: "text",
  [optionTypes.integer]: "a whole number",
  [optionTypes.boolean]: "yes or no",
  [optionTypes.number]: "a number",
} as const;

function isOfType(option: Option, { type, value }: SentOption): boolean {
  if (type !== optionTypeOf(option)) return false;
  switch (type) {
    case optionTypes.boolean:
      return typeof value === "boolean";
    case optionTypes.integer:
      return Number.isSafeInteger(value);
    case optionTypes.number:
      return Number.isFinite(value);
    default:
      return typeof value === "string";
  }
}
