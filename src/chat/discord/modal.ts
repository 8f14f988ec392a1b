import type {
  APIComponentInLabel,
  APILabelComponent,
  APIModalInteractionResponseCallbackData,
  APISelectMenuOption,
} from "discord.js";
import type { Command } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { cut } from "../text.ts";
import {
  INPUT_CHARACTERS,
  INPUT_PLACEHOLDER_CHARACTERS,
  LABEL_CHARACTERS,
  LABEL_DESCRIPTION_CHARACTERS,
  MODAL_FIELDS,
  MODAL_TITLE_CHARACTERS,
  SELECT_OPTIONS,
  SELECT_TEXT_CHARACTERS,
} from "./limits.ts";
import { componentTypes, inputStyles } from "./wire.ts";

/**
 * A form for the needed values that `given` lacks, by key; a command line of somebody else's can be a file instead. Undefined
 * when nothing is missing, or more than one form can ask for.
 */
export function modalFor(
  path: string,
  command: Command,
  given: Readonly<Record<string, unknown>>,
  customId: string,
): APIModalInteractionResponseCallbackData | undefined {
  const open = optionsOf(command).filter(({ key }) => given[key] === undefined);
  const missing = open.filter(({ required }) => required);
  const upload = missing.find(({ rest }) => rest);
  const needed = [...missing.map((option) => field(option)), ...(upload ? [uploadField(upload)] : [])];
  if (missing.length === 0 || needed.length > MODAL_FIELDS) return undefined;
  // What is only to be chosen costs nobody any typing. "yes" would leave out the question that follows.
  const chosen = open.filter((option) => !option.required && option.key !== "yes" && choicesOf(option).length > 0);
  const fields = [...needed, ...chosen.map((option) => field(option))].slice(0, MODAL_FIELDS);
  return { custom_id: customId, title: cut(`/${path}`, MODAL_TITLE_CHARACTERS), components: fields };
}

/** The custom ids of the fields: an option's own, and that of the file which may stand for it. */
export const fieldIds = {
  value: ({ key }: Option) => key,
  upload: ({ key }: Option) => `${key}.file`,
} as const;

function field(option: Option): APILabelComponent {
  const description = option.description || option.name;
  return label(labelOf(option), description, elementOf(option));
}

function uploadField(option: Option): APILabelComponent {
  return label("Or as a file", "a text file that holds it", {
    type: componentTypes.upload,
    custom_id: fieldIds.upload(option),
    max_values: 1,
    required: false,
  });
}

function label(label: string, description: string, component: APIComponentInLabel): APILabelComponent {
  return {
    type: componentTypes.label,
    label: cut(label, LABEL_CHARACTERS),
    description: cut(description, LABEL_DESCRIPTION_CHARACTERS),
    component,
  };
}

function labelOf({ name }: Option): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function elementOf(option: Option): APIComponentInLabel {
  const custom_id = fieldIds.value(option);
  const choices = choicesOf(option);
  if (choices.length > 0) {
    const options = choices.map(selectOption);
    return { type: componentTypes.select, custom_id, options, ...(!option.required && { required: false }) };
  }
  return {
    type: componentTypes.textInput,
    custom_id,
    style: option.kind === "list" ? inputStyles.paragraph : inputStyles.short,
    placeholder: placeholderOf(option),
    max_length: INPUT_CHARACTERS,
    // What may be a file instead is asked for again by the command itself.
    required: !option.rest,
  };
}

/** None for what is to be typed, or has more than a menu takes. */
function choicesOf({ kind, choices }: Option): readonly string[] {
  const all = kind === "boolean" ? ["yes", "no"] : kind === "choice" ? choices : [];
  return all.length <= SELECT_OPTIONS && all.every(isShort) ? all : [];
}

function selectOption(choice: string): APISelectMenuOption {
  return { label: choice, value: choice };
}

function isShort(choice: string): boolean {
  return choice.length > 0 && choice.length <= SELECT_TEXT_CHARACTERS;
}

function placeholderOf({ examples, placeholder }: Option): string {
  const text = examples.length > 0 ? `for example ${examples.slice(0, 3).join(", ")}` : placeholder;
  return cut(text, INPUT_PLACEHOLDER_CHARACTERS);
}
