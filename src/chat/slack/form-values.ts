import type { Command } from "#core/command.ts";
import { formatLine } from "#core/format.ts";
import { describeIssue } from "#core/issues.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";
import { record, text } from "./identity.ts";
import type { Body } from "./door.ts";

/** What somebody filled in: as the line they could have typed, or what is wrong in each field, by block id. */
export type Filled = { readonly line: string } | { readonly errors: Readonly<Record<string, string>> };

/** Reads a submitted form's state by the command's own schema. */
export function readForm(path: string, command: Command, state: Body): Filled {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  const options = optionsOf(command).filter(({ key }) => key in state);
  for (const option of options) {
    try {
      const value = valueOf(option, elementState(state[option.key]));
      if (value !== undefined) values[option.key] = value;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      errors[option.key] = error.message;
    }
  }
  const result = command.input.safeParse(values, { error: describeIssue });
  for (const { path: at, message } of result.error?.issues ?? []) {
    // A field that Slack does not know would make it refuse the whole answer.
    const key = options.find(({ key }) => key === at[0])?.key ?? options[0]?.key;
    if (key !== undefined) errors[key] ??= sentence(message);
  }
  if (!result.success || Object.keys(errors).length > 0) return { errors };
  return { line: formatLine(path, command, result.data) };
}

/** The state of the one element in a block. */
export function elementState(block: unknown): Body {
  return record(Object.values(record(block))[0]);
}

function valueOf(option: Option, element: Body): unknown {
  if (option.kind === "boolean") return booleanOf(option, element);
  const given = text(record(element["selected_option"])["value"]) ?? text(element["value"]);
  if (given === undefined) return undefined;
  if (option.kind === "integer" || option.kind === "number") return Number(given);
  if (option.kind === "list") return readWords(given).words.map((word) => itemOf(option, word.text));
  return given;
}

function itemOf({ item }: Option, word: string): unknown {
  return item === "integer" || item === "number" ? Number(word) : word;
}

/** A box that was left empty says no only where the answer would be yes otherwise. */
function booleanOf({ default: otherwise }: Option, element: Body): boolean | undefined {
  const selected = element["selected_options"];
  if (Array.isArray(selected) && selected.length > 0) return true;
  return otherwise === true ? false : undefined;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
