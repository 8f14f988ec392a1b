import type { z } from "zod";
import type { Command } from "./command.ts";
import { optionsOf, showOption } from "./options.ts";
import type { Option } from "./options.ts";
import { parseWords, show } from "./parse.ts";
import type { Fault, Typed } from "./parse.ts";
import { Problem } from "./problem.ts";
import { describeIssue } from "./issues.ts";
import { nearest } from "./suggest.ts";
import { readWords, writeWords } from "./words.ts";

/** What a command is run with; `yes` is the answer to its question, which is no part of its own input. */
export interface Input {
  readonly help: false;
  readonly input: z.output<z.ZodObject>;
  readonly yes: boolean;
}

/** Somebody asked for help on the command instead. */
export interface HelpAsked {
  readonly help: true;
}

/** More than this helps nobody, and a pasted essay has thousands. */
const MOST_FAULTS = 8;

/**
 * Words behind a command's name → its input, checked by its schema. `path` is "db up".
 *
 * Everything that is wrong is told at once in one Problem, a line each; its hint is the whole line put right when every
 * mistake has one likely meaning.
 */
export function readInput(path: string, command: Command, words: readonly string[]): Input | HelpAsked {
  const typed = parseWords(command, words);
  return typed.help ? { help: true } : check(path, command, typed, words);
}

/** The same for a platform's typed options, by key or as typed: `{ kind: "postgres", tail: 5, arg: "-c 'a b'" }`. */
export function readValues(path: string, command: Command, values: Readonly<Record<string, unknown>>): Input {
  const options = optionsOf(command);
  const read = Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => {
      const option = options.find((option) => option.key === name) ?? options.find((option) => option.name === name);
      return option ? [option.key, fromPlatform(option, value)] : [name, value];
    });
  return check(path, command, { values: Object.fromEntries(read), places: new Map(), faults: [], help: false });
}

/** Platforms have no lists, and give a number for "0.5" where a codec reads text. */
function fromPlatform(option: Option, value: unknown): unknown {
  if (option.kind === "list" && typeof value === "string") return readWords(value).words.map(({ text }) => text);
  if (option.kind === "text" && typeof value === "number") return String(value);
  return value;
}

function check(path: string, command: Command, typed: Typed, words?: readonly string[]): Input {
  const { yes = false, ...values } = typed.values;
  const destroys = command.effect === "destroy";
  // A command of its own may well have an option called "yes" when it destroys nothing.
  const result = command.input.safeParse(destroys ? values : typed.values, { error: describeIssue });
  const faults = [...typed.faults];
  if (destroys && typeof yes !== "boolean") faults.push({ sentence: `--yes ${show(yes)}: expected yes or no.` });
  if (!result.success) faults.push(...result.error.issues.flatMap((issue) => faultsOf(issue, command, typed)));
  if (result.success && faults.length === 0) {
    const input = command.normalise?.(result.data) ?? result.data;
    return { help: false, input, yes: destroys && yes === true };
  }
  throw complaint(path, command, faults, words);
}

function faultsOf(issue: z.core.$ZodIssue, command: Command, typed: Typed): readonly Fault[] {
  const [key, index] = issue.path;
  const option = optionsOf(command).find((option) => option.key === key);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ sentence: `There is no option ${show(key)}.` }));
  }
  if (!option) return [{ sentence: issue.message }];

  const whole = typed.values[option.key];
  if (whole === undefined) {
    // Its value was misread already, and that has been said.
    if (typed.faults.some((fault) => fault.key === option.key)) return [];
    return [{ sentence: `Missing ${showOption(option)}: ${option.description}.`, key: option.key }];
  }
  const at = typeof index === "number" ? index : 0;
  const value = Array.isArray(whole) && typeof index === "number" ? whole[index] : whole;
  const likely = option.item === "choice" && typeof value === "string" ? nearest(value, option.choices) : undefined;
  const sentence = `${showOption(option)} ${show(value)}: ${integerRange(option, issue) ?? issue.message}`;
  const place = typed.places.get(option.key)?.[at];
  return [
    {
      sentence: likely === undefined ? sentence : `${sentence} Did you mean ${likely}?`,
      key: option.key,
      ...(likely !== undefined && place && { word: place.word, fix: place.before + likely }),
    },
  ];
}

/** zod sees a text where it wanted any number; the option knows which numbers. */
function integerRange(option: Option, issue: z.core.$ZodIssue): string | undefined {
  if (option.item !== "integer" || issue.code !== "invalid_type") return undefined;
  const range =
    option.least === undefined || option.most === undefined ? "" : ` from ${option.least} to ${option.most}`;
  return `expected a whole number${range}.`;
}

function complaint(path: string, command: Command, faults: readonly Fault[], words: readonly string[] = []): Problem {
  const sentences = [...new Set(faults.map(({ sentence }) => sentence))];
  const shown = sentences.slice(0, MOST_FAULTS);
  const left = sentences.length - shown.length;
  if (left > 0) shown.push(`And ${left} more like these.`);
  return new Problem("bad-input", shown.join("\n"), {
    hint: corrected(path, faults, words) ?? nextStep(path, command, faults),
  });
}

/** The line with every mistake put right, when each has a fix. */
function corrected(path: string, faults: readonly Fault[], words: readonly string[]): string | undefined {
  const fixed = [...words];
  for (const { word, fix } of faults) {
    if (word === undefined || fix === undefined) return undefined;
    fixed[word] = fix;
  }
  return `/${path} ${writeWords(fixed)}`;
}

function nextStep(path: string, command: Command, faults: readonly Fault[]): string {
  const onlyMissing = faults.every(({ sentence }) => sentence.startsWith("Missing "));
  const [example] = command.examples ?? [];
  return onlyMissing && example ? example.line : `/longshore help ${path}`;
}
