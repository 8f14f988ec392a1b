import { z } from "zod";
import type { Command } from "./command.ts";

/**
 * A command's input as data, read off its zod object. Everything that shows or reads options works from this:
 * `parse.ts`, `format.ts`, `help.ts`, completion, Discord's typed options, forms.
 *
 * A schema is a `z.strictObject`. What each property is comes from zod (`z.string()`, `z.boolean()`, `z.int()`,
 * `z.number()`, `z.enum()`, `z.array()` of those, codecs over `z.string()` such as `memory`), the rest from `.meta()`,
 * which stands LAST, after `.optional()`, `.default()` or `.prefault()`:
 *
 * | key           | type                | means                                                                                    |
 * |---------------|---------------------|------------------------------------------------------------------------------------------|
 * | `description` | string, required    | what it does, for help and Discord: at most 100 characters, small first letter, no stop  |
 * | `positional`  | true                | given by place, in the schema's order; on a list: all plain words that are left          |
 * | `rest`        | true, on a list     | by place too, and ends the options: every word from there on is taken as it stands       |
 * | `alias`       | string or string[]  | other spellings: one letter is `-m`, more are `--mem`                                    |
 * | `option`      | string              | how it is typed when the key will not do: `databaseName` with `option: "database"`       |
 * | `suggest`     | string              | where completion finds values: "databases", "leases", "hosts", "versions", "commands", … |
 * | `placeholder` | string              | what stands for the value in help, `<size>`; codecs bring theirs; default: by kind       |
 * | `examples`    | array               | values to show in help; codecs bring theirs                                              |
 * | `common`      | true                | goes first where a platform has room for only some options (Discord)                     |
 *
 * Keys in camelCase are typed in kebab-case: `dryRun` is `--dry-run`. `--yes` is added to every command whose effect is
 * "destroy", and `--help`, `-h` are understood everywhere: a command declares neither.
 *
 *     input: z.strictObject({
 *       lease: containerName.meta({ description: "the database's name", positional: true, suggest: "leases" }),
 *       tail: z.int().min(1).max(5000).default(100).meta({ description: "lines from the end", alias: "n" }),
 *       since: duration.optional().meta({ description: "only lines younger than this" }),
 *     })
 *
 * No `.transform()` and no `z.coerce`: `z.encode` turns an input back into the line that is typed for it.
 */
export interface Option {
  /** In the input: `dryRun`. */
  readonly key: string;
  /** As typed, without dashes: `dry-run`. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly kind: Kind | "list";
  /** What a list holds; the kind itself otherwise. */
  readonly item: Kind;
  readonly description: string;
  readonly required: boolean;
  /** As it would be typed: "512m", 100, false. */
  readonly default: unknown;
  readonly choices: readonly string[];
  readonly least: number | undefined;
  readonly most: number | undefined;
  /** Given by place. Place is the order in which `optionsOf` lists them. */
  readonly positional: boolean;
  readonly rest: boolean;
  readonly suggest: string | undefined;
  readonly placeholder: string;
  readonly examples: readonly string[];
  /** Matters most, where only some can be offered. */
  readonly common: boolean;
}

export type Kind = "text" | "boolean" | "integer" | "number" | "choice";

/** The options of a command in the schema's order. Throws an Error naming the property when the schema cannot be read. */
export function optionsOf(command: Command): readonly Option[] {
  const known = cache.get(command);
  if (known) return known;
  const options = reflect(command);
  cache.set(command, options);
  return options;
}

/** The option typed as `--word`; case does not count, as phones write capitals where they please. */
export function findOption(options: readonly Option[], word: string): Option | undefined {
  const name = word.toLowerCase();
  return (
    options.find((option) => !option.positional && spellings(option).includes(name)) ??
    options.find((option) => option.positional && !option.rest && spellings(option).includes(name))
  );
}

/** The option typed as `-m`. */
export function findShort(options: readonly Option[], letter: string): Option | undefined {
  return options.find((option) => option.aliases.includes(letter));
}

/** Every way to type it after two dashes. */
export function spellings(option: Option): readonly string[] {
  return [option.name, ...option.aliases.filter((alias) => alias.length > 1)];
}

/** How an option is named in a sentence: `--dry-run`, `<database[:version]>`. */
export function showOption(option: Option): string {
  return option.positional ? `<${option.placeholder}>` : `--${option.name}`;
}

/** Says yes to a destroying command's question. Added here so that no command can forget it. */
const YES: Option = {
  key: "yes",
  name: "yes",
  aliases: ["y"],
  kind: "boolean",
  item: "boolean",
  description: "do it without asking",
  required: false,
  default: false,
  choices: [],
  least: undefined,
  most: undefined,
  positional: false,
  rest: false,
  suggest: undefined,
  placeholder: "",
  examples: [],
  common: false,
};

const cache = new WeakMap<Command, readonly Option[]>();

const property = z.looseObject({
  type: z.enum(["string", "boolean", "integer", "number", "array"]),
  enum: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  description: z.string().optional(),
  positional: z.literal(true).optional(),
  rest: z.literal(true).optional(),
  alias: z.union([z.string(), z.array(z.string())]).optional(),
  option: z.string().optional(),
  suggest: z.string().optional(),
  placeholder: z.string().optional(),
  examples: z.array(z.unknown()).optional(),
  common: z.literal(true).optional(),
  items: z.unknown().optional(),
});
type Property = z.output<typeof property>;

function reflect(command: Command): readonly Option[] {
  const schema = z.toJSONSchema(command.input, { io: "input" });
  const required = new Set(schema.required);
  const options = Object.entries(schema.properties ?? {}).map(([key, json]) =>
    toOption(key, read(key, json), required.has(key)),
  );
  const ownsY = options.some((option) => option.aliases.includes("y"));
  return command.effect === "destroy" ? [...options, ownsY ? { ...YES, aliases: [] } : YES] : options;
}

function read(key: string, json: unknown): Property {
  const result = property.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new Error(`input "${key}" cannot be an option: ${issue?.path.join(".")}: ${issue?.message}`);
}

function toOption(key: string, json: Property, required: boolean): Option {
  const item = json.type === "array" ? read(`${key}[]`, json.items) : json;
  const kind = kindOf(item);
  const name = json.option ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    key,
    name,
    aliases: json.alias === undefined ? [] : [json.alias].flat(),
    kind: json.type === "array" ? "list" : kind,
    item: kind,
    description: json.description ?? "",
    required,
    default: json.default,
    choices: item.enum ?? [],
    least: limit(item.minimum),
    most: limit(item.maximum),
    positional: json.positional === true || json.rest === true,
    rest: json.rest === true,
    suggest: json.suggest,
    placeholder: json.placeholder ?? item.placeholder ?? (json.positional || json.rest ? name : PLACEHOLDERS[kind]),
    examples: (json.examples ?? item.examples ?? []).map(String),
    common: json.common === true,
  };
}

/** zod gives every integer the bounds of a safe one, which says nothing to people. */
function limit(bound: number | undefined): number | undefined {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
}

const PLACEHOLDERS: Readonly<Record<Kind, string>> = {
  text: "text",
  boolean: "yes|no",
  integer: "number",
  number: "number",
  choice: "choice",
};

function kindOf(json: Property): Kind {
  if (json.enum !== undefined) return "choice";
  if (json.type === "string") return "text";
  if (json.type === "array") throw new Error("a list of lists cannot be typed");
  return json.type;
}
