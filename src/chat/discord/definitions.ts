import type {
  APIApplicationCommandBasicOption,
  APIApplicationCommandOption,
  APIApplicationCommandSubcommandOption,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from "discord.js";
import type { Command, Commands } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import { refuseFaulty, sizeOf } from "./definition-check.ts";
import { layout } from "./layout.ts";
import type { Placed } from "./layout.ts";
import { COMMAND_CHARACTERS, COMMAND_OPTIONS, DESCRIPTION_CHARACTERS } from "./limits.ts";
import { byImportance, canBeTyped, optionDefinition } from "./option-definition.ts";
import { overflowDefinition } from "./overflow.ts";
import { cut } from "../text.ts";
import { commandTypes, contexts, installs, optionTypes } from "./wire.ts";

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;

/**
 * The slash commands to register: a command for each group of `commands/`, subcommands for its verbs, typed options from
 * their schemas. What there is no room for is reached through a text option.
 *
 * Throws a Problem "configuration" naming every place that Discord would refuse; that takes commands nobody would write.
 */
export function definitions(commands: Commands): readonly Definition[] {
  const tops = Map.groupBy(layout(commands), ({ names }) => names[0] ?? "");
  const made = [...tops].map(([name, members]) => fitting(name, members));
  refuseFaulty(made);
  return made;
}

/** Options go before descriptions: a text option can take their place. */
function fitting(name: string, members: readonly Placed[]): Definition {
  let made = definition(name, members, COMMAND_OPTIONS, DESCRIPTION_CHARACTERS);
  for (const characters of [DESCRIPTION_CHARACTERS, 60, 40, 24, 12]) {
    for (let most = COMMAND_OPTIONS; most >= 0; most--) {
      made = definition(name, members, most, characters);
      if (sizeOf(made) <= COMMAND_CHARACTERS) return made;
    }
  }
  return made;
}

function definition(name: string, members: readonly Placed[], most: number, characters: number): Definition {
  const [first] = members;
  const single = first?.names.length === 1;
  const verbs = members.map(({ names }) => names.slice(1).join(" ")).join(", ");
  return {
    type: commandTypes.chatInput,
    name,
    description: cut(single ? first.command.summary : verbs, characters),
    options: single ? [...basicOptions(first.command, most, characters)] : [...subcommands(members, most, characters)],
    // Only where somebody sees who acts: never in direct messages, nor as an app of one user.
    contexts: [contexts.guild],
    integration_types: [installs.guild],
    ...(members.every(({ command }) => command.access === "admin") && { default_member_permissions: MANAGE_GUILD }),
  };
}

/** Whom Discord shows a command that is for admins only. A courtesy: what somebody may do is decided by the bot. */
const MANAGE_GUILD = String(1 << 5);

function subcommands(
  members: readonly Placed[],
  most: number,
  characters: number,
): readonly APIApplicationCommandOption[] {
  const byFirst = Map.groupBy(members, ({ names }) => names[1] ?? "");
  return [...byFirst].map(([name, placed]) => {
    const made = placed.map(({ names, command }) => subcommand(names.at(-1) ?? "", command, most, characters));
    if (placed[0]?.names.length === 2 && made[0]) return made[0];
    const verbs = placed.map(({ names }) => names[2]).join(", ");
    return { type: optionTypes.group, name, description: cut(verbs, characters), options: made };
  });
}

function subcommand(
  name: string,
  command: Command,
  most: number,
  characters: number,
): APIApplicationCommandSubcommandOption {
  return {
    type: optionTypes.subcommand,
    name,
    description: cut(command.summary, characters),
    options: [...basicOptions(command, most, characters)],
  };
}

/** At most so many options, the most important ones; the text option, when there are more, is one of them. */
function basicOptions(command: Command, most: number, characters: number): readonly APIApplicationCommandBasicOption[] {
  const options = byImportance(optionsOf(command));
  const typed = options.filter(canBeTyped);
  const whole = typed.length === options.length && options.length <= most;
  const shown = whole ? typed : typed.slice(0, Math.max(0, most - 1));
  const hidden = options.filter((option) => !shown.includes(option));
  const made = shown.map((option) => optionDefinition(option, characters));
  if (hidden.length > 0) made.push(overflowDefinition(command, hidden, characters));
  // Discord wants what is required first.
  return made.toSorted((one, other) => Number(other.required ?? false) - Number(one.required ?? false));
}
