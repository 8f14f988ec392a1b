import type { APIApplicationCommandOption, RESTPostAPIChatInputApplicationCommandsJSONBody } from "discord.js";
import { Problem } from "#core/problem.ts";
import {
  CHOICES,
  CHOICE_CHARACTERS,
  COMMANDS,
  COMMAND_CHARACTERS,
  COMMAND_OPTIONS,
  DESCRIPTION_CHARACTERS,
  NAME_PATTERN,
} from "./limits.ts";
import { optionTypes } from "./wire.ts";

type Definition = RESTPostAPIChatInputApplicationCommandsJSONBody;

type Localisations = Readonly<Record<string, string | null>> | null | undefined;

interface Choice {
  readonly name: string;
  readonly name_localizations?: Localisations;
  readonly value: string | number;
}

/** An option of any kind, as what is checked: its type says nothing about what it holds. */
interface Node {
  readonly name: string;
  readonly name_localizations?: Localisations;
  readonly description: string;
  readonly description_localizations?: Localisations;
  readonly type?: number;
  readonly options?: readonly Node[];
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly Choice[];
  readonly min_value?: number;
  readonly max_value?: number;
}

/** Throws a Problem "configuration" that names every place where Discord would refuse them. */
export function refuseFaulty(definitions: readonly Definition[]): void {
  const faults = faultsOfDefinitions(definitions);
  if (faults.length === 0) return;
  throw new Problem("configuration", `Discord would refuse these commands:\n${faults.join("\n")}`, {
    hint: "Shorten or rename what is named, then start again.",
  });
}

/**
 * What Discord would refuse, each with its place: `/db up memory: …`. Its own builders let most of this pass, and its answer
 * comes as a tree of indexes.
 */
export function faultsOfDefinitions(definitions: readonly Definition[]): readonly string[] {
  const nodes: readonly Node[] = definitions.map(asNode);
  return [
    ...(nodes.length > COMMANDS ? [`${nodes.length} commands: ${COMMANDS} are the most`] : []),
    ...twice(nodes).map((name) => `/${name}: two commands have this name`),
    ...definitions.flatMap((definition) => faultsOf(definition)),
  ];
}

/** Names, descriptions and choices of a command with all that is in it, which Discord limits together. */
export function sizeOf(definition: Definition): number {
  return sizeOfNode(asNode(definition));
}

function sizeOfNode(node: Node): number {
  const { options = [], choices = [] } = node;
  const own = longest(node.name, node.name_localizations) + longest(node.description, node.description_localizations);
  const values = choices.map((one) => longest(one.name, one.name_localizations) + String(one.value).length);
  return [...values, ...options.map(sizeOfNode)].reduce((total, size) => total + size, own);
}

/** Of a text in several languages the longest counts. */
function longest(text: string, texts: Localisations): number {
  return Math.max(text.length, ...Object.values(texts ?? {}).map((other) => other?.length ?? 0));
}

function faultsOf(definition: Definition): readonly string[] {
  const node = asNode(definition);
  const size = sizeOfNode(node);
  const big =
    size > COMMAND_CHARACTERS ? [`/${node.name}: ${size} characters in all: ${COMMAND_CHARACTERS} are the most`] : [];
  return [...big, ...faultsOfNode(node, `/${node.name}`, 0)];
}

function faultsOfNode(node: Node, place: string, depth: number): readonly string[] {
  const { name, description, options = [] } = node;
  const faults: string[] = [];
  if (!NAME_PATTERN.test(name)) faults.push("the name is not 1 to 32 letters, digits, - and _");
  if (name !== name.toLowerCase()) faults.push("the name has capitals");
  if (description.length === 0 || description.length > DESCRIPTION_CHARACTERS) {
    faults.push(`the description has ${description.length} characters: 1 to ${DESCRIPTION_CHARACTERS} are allowed`);
  }
  if (options.length > COMMAND_OPTIONS) faults.push(`${options.length} options: ${COMMAND_OPTIONS} are the most`);
  faults.push(...twice(options).map((twin) => `two options are called ${twin}`));
  faults.push(...faultsOfOrder(options), ...faultsOfNesting(node, depth), ...faultsOfValues(node));
  return [
    ...faults.map((fault) => `${place}: ${fault}`),
    ...options.flatMap((option) => faultsOfNode(option, `${place} ${option.name}`, depth + 1)),
  ];
}

function faultsOfOrder(options: readonly Node[]): readonly string[] {
  const found = options.find(
    ({ required }, index) => required === true && options.slice(0, index).some((before) => before.required !== true),
  );
  return found ? [`${found.name} is required, but comes after one that is not`] : [];
}

/** command > group > subcommand > options, and no level of both kinds. */
function faultsOfNesting({ type, options = [] }: Node, depth: number): readonly string[] {
  const faults: string[] = [];
  const nested = options.filter((option) => isNested(option));
  if (nested.length > 0 && nested.length < options.length) faults.push("it has both subcommands and options");
  if (type === optionTypes.group && nested.length === 0) faults.push("the group has no subcommand");
  if (depth > 0 && !(type === optionTypes.group) && nested.length > 0) faults.push("only a group holds subcommands");
  if (depth > 0 && options.some((option) => option.type === optionTypes.group))
    faults.push("a group is inside another");
  if (depth > 0 && type !== optionTypes.group && type !== optionTypes.subcommand && options.length > 0) {
    faults.push("an option has options");
  }
  return faults;
}

function isNested({ type }: Node): boolean {
  return type === optionTypes.subcommand || type === optionTypes.group;
}

function faultsOfValues({
  type,
  choices = [],
  autocomplete,
  min_value: least,
  max_value: most,
}: Node): readonly string[] {
  const faults: string[] = [];
  if (choices.length > CHOICES) faults.push(`${choices.length} choices: ${CHOICES} are the most`);
  if (choices.length > 0 && autocomplete === true) faults.push("it has choices and completes");
  for (const { name, value } of choices) {
    const fits = (text: string) => text.length > 0 && text.length <= CHOICE_CHARACTERS;
    if (!fits(name) || (typeof value === "string" && !fits(value))) {
      faults.push(`a choice has to have 1 to ${CHOICE_CHARACTERS} characters: ${name.slice(0, CHOICE_CHARACTERS)}`);
    }
    if ((typeof value === "string") !== (type === optionTypes.text))
      faults.push(`the choice ${name} is of another type`);
  }
  faults.push(...twice(choices).map((name) => `two choices are called ${name}`));
  if (least !== undefined && most !== undefined && least > most) faults.push(`nothing is from ${least} to ${most}`);
  for (const bound of [least, most]) {
    if (bound !== undefined && Math.abs(bound) > Number.MAX_SAFE_INTEGER) faults.push(`${bound} is out of range`);
  }
  return faults;
}

function twice(nodes: readonly { readonly name: string }[]): readonly string[] {
  const names = nodes.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function asNode(definition: Definition | APIApplicationCommandOption): Node {
  return definition as Node;
}
