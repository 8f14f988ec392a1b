import type { APIApplicationCommandBasicOption } from "discord.js";
import type { Option } from "#core/options.ts";
import { CHOICES, CHOICE_CHARACTERS, NAME_PATTERN } from "./limits.ts";
import { cut } from "../text.ts";
import { optionTypes } from "./wire.ts";

/** An option as Discord shows it, its description cut to so many characters. */
export function optionDefinition(option: Option, characters: number): APIApplicationCommandBasicOption {
  const base = {
    name: option.name,
    description: cut(describe(option, characters), characters),
    // A rest is long and has line breaks, which one line of a slash command cannot take: without it, a form asks for it.
    ...(option.required && !option.rest && { required: true }),
  };
  const range = {
    ...(option.least !== undefined && { min_value: option.least }),
    ...(option.most !== undefined && { max_value: option.most }),
  };
  const type = optionTypeOf(option);
  if (type === optionTypes.boolean) return { type, ...base };
  if (type === optionTypes.integer) return { type, ...base, ...range };
  if (type === optionTypes.number) return { type, ...base, ...range };
  if (hasChoices(option)) {
    return { type, ...base, choices: option.choices.map((choice) => ({ name: choice, value: choice })) };
  }
  return { type, ...base, ...(isCompleted(option) && { autocomplete: true }) };
}

/** Discord has no lists: those are a text of several words. */
export function optionTypeOf({ kind }: Option): (typeof TYPES)[Option["kind"]] {
  return TYPES[kind];
}

const TYPES = {
  text: optionTypes.text,
  choice: optionTypes.text,
  list: optionTypes.text,
  boolean: optionTypes.boolean,
  integer: optionTypes.integer,
  number: optionTypes.number,
} as const;

/** Names that Discord refuses can still be typed in the text option. */
export function canBeTyped({ name }: Option): boolean {
  return NAME_PATTERN.test(name) && name === name.toLowerCase();
}

/** What matters most comes first: what is needed, what is given by place, what the schema calls common; `yes` is last. */
export function byImportance(options: readonly Option[]): readonly Option[] {
  return options.toSorted((one, other) => rank(one) - rank(other));
}

function rank({ required, rest, positional, common, key }: Option): number {
  if (required && !rest) return 0;
  if (rest || positional) return 1;
  if (common) return 2;
  return key === "yes" ? 4 : 3;
}

function hasChoices({ kind, choices }: Option): boolean {
  return (
    kind === "choice" && choices.length <= CHOICES && choices.every((choice) => choice.length <= CHOICE_CHARACTERS)
  );
}

function isCompleted({ suggest, choices, rest }: Option): boolean {
  return !rest && (suggest !== undefined || choices.length > 0);
}

const SEVERAL = " (several: put blanks between)";

function describe({ kind, rest, description, name }: Option, characters: number): string {
  const text = description || name;
  return kind === "list" && !rest && text.length + SEVERAL.length <= characters ? text + SEVERAL : text;
}
