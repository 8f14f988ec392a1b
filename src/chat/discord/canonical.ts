import { commandTypes } from "./wire.ts";

/** A command or an option as data of any origin: ours, or Discord's answer. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * A command in the one form in which ours and Discord's can be compared by their JSON: only what can be registered, in one
 * order of keys, and with what Discord fills in or leaves out of its answer filled in or left out of both.
 */
export function canonicalCommand(command: Raw, scope: "global" | "guild"): Raw {
  const { default_member_permissions: permissions } = command;
  return {
    type: command["type"] ?? commandTypes.chatInput,
    ...canonicalNode(command),
    // A bit set, which Discord's answer has as text.
    ...(isSet(permissions) && { default_member_permissions: asText(permissions) }),
    ...(command["nsfw"] === true && { nsfw: true }),
    ...(scope === "global" && {
      // A guild's commands are in that guild alone, and Discord keeps neither of these.
      contexts: isSet(command["contexts"]) ? sorted(command["contexts"]) : [],
      integration_types: sorted(isSet(command["integration_types"]) ? command["integration_types"] : [0]),
    }),
  };
}

/** What can be registered of any option; the rest of Discord's answer is its own. */
const PLAIN = ["min_value", "max_value", "min_length", "max_length"] as const;
const FLAGS = ["required", "autocomplete"] as const;
const SETS = ["channel_types", "file_types"] as const;

function canonicalNode(node: Raw): Raw {
  const options = listOf(node["options"]);
  const choices = listOf(node["choices"]);
  return {
    name: node["name"],
    ...localised(node, "name_localizations"),
    description: node["description"] ?? "",
    ...localised(node, "description_localizations"),
    ...Object.fromEntries(PLAIN.filter((key) => isSet(node[key])).map((key) => [key, node[key]])),
    ...Object.fromEntries(FLAGS.filter((key) => node[key] === true).map((key) => [key, true])),
    ...Object.fromEntries(SETS.filter((key) => listOf(node[key]).length > 0).map((key) => [key, sorted(node[key])])),
    // The order of both is what people see.
    ...(choices.length > 0 && { choices: choices.map(canonicalChoice) }),
    ...(options.length > 0 && {
      options: options.map((option) => ({ type: (option as Raw)["type"], ...canonicalNode(option as Raw) })),
    }),
  };
}

function canonicalChoice(choice: unknown): Raw {
  const { name, value } = choice as Raw;
  return { name, ...localised(choice as Raw, "name_localizations"), value };
}

function localised(node: Raw, key: string): Raw {
  const texts = Object.entries((node[key] ?? {}) as Raw).filter(([, text]) => isSet(text));
  return texts.length === 0
    ? {}
    : { [key]: Object.fromEntries(texts.sort(([one], [other]) => (one < other ? -1 : 1))) };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function sorted(value: unknown): readonly unknown[] {
  return [...listOf(value)].sort((one, other) => (asText(one) < asText(other) ? -1 : 1));
}
