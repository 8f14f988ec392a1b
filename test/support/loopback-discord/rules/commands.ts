import { localisationFaults } from "./locales.ts";
import type { Localisations } from "./locales.ts";
import { twins } from "./twins.ts";

/** A command or an option of it. */
interface Node {
  readonly type?: number | null;
  readonly name: string;
  readonly name_localizations?: Localisations;
  readonly description?: string | null;
  readonly description_localizations?: Localisations;
  readonly options?: readonly Node[] | null;
  readonly required?: boolean | null;
  readonly autocomplete?: boolean | null;
  readonly choices?: readonly Choice[] | null;
  readonly min_value?: number | null;
  readonly max_value?: number | null;
  readonly min_length?: number | null;
  readonly max_length?: number | null;
}

interface Choice {
  readonly name: string;
  readonly name_localizations?: Localisations;
  readonly value: string | number;
}

/** docs.discord.com/developers/interactions/application-commands. Not taken from the bot: it might be wrong there. */
export const COMMAND_LIMITS = {
  ofType: { 1: 100, 2: 15, 3: 15 } as Readonly<Record<number, number>>,
  characters: 8_000,
  nameCharacters: 32,
  descriptionCharacters: 100,
  choices: 25,
  choiceCharacters: 100,
} as const;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const [CHAT_INPUT, SUBCOMMAND, GROUP, INTEGER] = [1, 1, 2, 4];

/** What the specification lets pass of the commands of one scope. */
export function commandsFaults(json: unknown): readonly string[] {
  const commands = json as readonly Node[];
  const kind = ({ type }: Node) => type ?? CHAT_INPUT;
  return [
    ...Object.entries(COMMAND_LIMITS.ofType).flatMap(([type, most]) => {
      const count = commands.filter((command) => kind(command) === Number(type)).length;
      return count > most ? [`/ ${count} commands of type ${type}: ${most} are the most`] : [];
    }),
    ...twins(commands.map((command) => `${kind(command)} ${command.name}`)).map((twin) => `/ two commands are ${twin}`),
    ...commands.flatMap((command, index) =>
      kind(command) === CHAT_INPUT ? slashFaults(command, `/${index}`) : menuFaults(command, `/${index}`),
    ),
  ];
}

function slashFaults(command: Node, at: string): readonly string[] {
  const size = sizeOf(command);
  const { characters } = COMMAND_LIMITS;
  return [
    ...(size > characters ? [`${at} has ${size} characters: ${characters} are the most`] : []),
    ...nodeFaults(command, at, 0),
  ];
}

/** Entries of the context menus of users and messages. */
function menuFaults({ description, options }: Node, at: string): readonly string[] {
  return [
    ...(description ? [`${at}/description must be empty`] : []),
    ...((options ?? []).length > 0 ? [`${at}/options must be empty`] : []),
  ];
}

/** The longest of each text in all languages counts. */
function sizeOf(node: Node): number {
  const longest = (text: string, texts: Localisations) =>
    Math.max(text.length, ...Object.values(texts ?? {}).map((one) => one.length));
  const choices = (node.choices ?? []).map(
    ({ name, name_localizations, value }) => longest(name, name_localizations) + String(value).length,
  );
  const own =
    longest(node.name, node.name_localizations) + longest(node.description ?? "", node.description_localizations);
  return [...choices, ...(node.options ?? []).map(sizeOf)].reduce((total, size) => total + size, own);
}

function nodeFaults(node: Node, at: string, depth: number): readonly string[] {
  const { name, name_localizations, description, description_localizations } = node;
  const options = node.options ?? [];
  const { nameCharacters, descriptionCharacters } = COMMAND_LIMITS;
  const names = [name, ...Object.values(name_localizations ?? {})];
  return [
    ...names.filter((one) => !NAME.test(one) || one !== one.toLowerCase()).map((one) => `${at}/name ${one} is no name`),
    ...(description && description.length <= descriptionCharacters
      ? []
      : [`${at}/description has not 1 to ${descriptionCharacters} characters`]),
    ...localisationFaults(name_localizations, `${at}/name_localizations`, nameCharacters),
    ...localisationFaults(description_localizations, `${at}/description_localizations`, descriptionCharacters),
    ...levelFaults(options, at),
    ...nestingFaults(node, at, depth),
    ...(depth > 0 ? valueFaults(node, at) : []),
    ...options.flatMap((option, index) => nodeFaults(option, `${at}/options/${index}`, depth + 1)),
  ];
}

function levelFaults(options: readonly Node[], at: string): readonly string[] {
  const names = options.map(({ name }) => name);
  const faults = twins(names).map((name) => `${at}/options two are called ${name}`);
  const firstOptional = options.findIndex(({ required }) => required !== true);
  if (firstOptional !== -1 && options.slice(firstOptional).some(({ required }) => required === true)) {
    faults.push(`${at}/options one that is required comes after one that is not`);
  }
  const locales = new Set(options.flatMap(({ name_localizations }) => Object.keys(name_localizations ?? {})));
  for (const locale of locales) {
    const local = options
      .map(({ name_localizations }) => name_localizations?.[locale])
      .filter((name) => name !== undefined);
    faults.push(...twins(local).map((name) => `${at}/options two are called ${name} in ${locale}`));
    const other = options.find((option) => {
      const name = option.name_localizations?.[locale];
      return name !== undefined && name !== option.name && names.includes(name);
    });
    if (other) faults.push(`${at}/options ${other.name} is called in ${locale} as another one is`);
  }
  return faults;
}

/** command > group > subcommand > options, and no level of both kinds. */
function nestingFaults({ type, options }: Node, at: string, depth: number): readonly string[] {
  const children = options ?? [];
  const nested = children.filter((child) => child.type === SUBCOMMAND || child.type === GROUP);
  const faults: string[] = [];
  if (nested.length > 0 && nested.length < children.length) faults.push(`${at}/options mixes subcommands and options`);
  if (depth === 0) return faults;
  if (type === GROUP && children.length === 0) faults.push(`${at}/options a group needs a subcommand`);
  if (type === GROUP && children.some((child) => child.type !== SUBCOMMAND))
    faults.push(`${at}/options a group holds subcommands only`);
  if (type === SUBCOMMAND && nested.length > 0) faults.push(`${at}/options a subcommand holds none`);
  if (type === GROUP && depth > 1) faults.push(`${at} a group stands right below its command`);
  return faults;
}

function valueFaults({ type, choices, autocomplete, ...node }: Node, at: string): readonly string[] {
  const { min_value, max_value, min_length, max_length } = node;
  const { choiceCharacters } = COMMAND_LIMITS;
  const all = choices ?? [];
  const faults: string[] = [];
  if (all.length > 0 && autocomplete === true) faults.push(`${at} has choices and completes`);
  if ((type === SUBCOMMAND || type === GROUP) && node.required === true) faults.push(`${at}/required is for options`);
  faults.push(...twins(all.map(({ name }) => name)).map((name) => `${at}/choices two are called ${name}`));
  all.forEach(({ value, name_localizations }, index) => {
    faults.push(
      ...localisationFaults(name_localizations, `${at}/choices/${index}/name_localizations`, choiceCharacters),
    );
    if (typeof value === "string" && (value.length === 0 || value.length > choiceCharacters)) {
      faults.push(`${at}/choices/${index}/value has not 1 to ${choiceCharacters} characters`);
    }
  });
  if ((min_value ?? -Infinity) > (max_value ?? Infinity)) faults.push(`${at}/max_value is below min_value`);
  if ((min_length ?? 0) > (max_length ?? Infinity)) faults.push(`${at}/max_length is below min_length`);
  for (const bound of [min_value, max_value]) {
    if (type === INTEGER && typeof bound === "number" && !Number.isSafeInteger(bound))
      faults.push(`${at} ${bound} is out of range`);
  }
  return faults;
}
