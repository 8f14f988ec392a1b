import type { APIApplicationCommandStringOption } from "discord.js";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import type { Command } from "#core/command.ts";
import { cut } from "../text.ts";
import { optionTypes } from "./wire.ts";

/** The text option that takes what has no option of its own, as it is typed elsewhere: "options", where that is free. */
export function overflowName(command: Command): string {
  const taken = new Set(optionsOf(command).map(({ name }) => name));
  let name = "options";
  while (taken.has(name)) name = `more-${name}`;
  return name;
}

export function overflowDefinition(
  command: Command,
  hidden: readonly Option[],
  characters: number,
): APIApplicationCommandStringOption {
  const needed = hidden.some(({ required, rest }) => required && !rest);
  const names = hidden.map(({ name }) => `--${name}`).join(", ");
  return {
    type: optionTypes.text,
    name: overflowName(command),
    description: cut(`more, as typed elsewhere: ${names}`, characters),
    autocomplete: true,
    ...(needed && { required: true }),
  };
}
