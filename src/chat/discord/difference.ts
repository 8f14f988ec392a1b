import type { Raw } from "./canonical.ts";

/**
 * What registering would change, a line each, of commands in their canonical form:
 *
 *     + /db
 *     - /db up --memory
 *     ~ /db up description: "Start" → "Start a database"
 *     ~ /db up order: name, memory → memory, name
 */
export function differences(current: readonly Raw[], wanted: readonly Raw[]): readonly string[] {
  return [
    ...unmatched(wanted, current).map((command) => `+ /${nameOf(command)}`),
    ...unmatched(current, wanted).map((command) => `- /${nameOf(command)}`),
    ...pairs(current, wanted).flatMap(([before, after]) => changes(before, after, `/${nameOf(after)}`)),
  ];
}

/** Kept apart from the other properties: these are compared one by one. */
const LISTS = ["options", "choices"] as const;

function changes(before: Raw, after: Raw, place: string): readonly string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const own = keys
    .filter((key) => !LISTS.some((list) => list === key))
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => `~ ${place} ${key}: ${show(before[key])} → ${show(after[key])}`);
  return [...own, ...LISTS.flatMap((list) => changesInList(entriesOf(before, list), entriesOf(after, list), place))];
}

function changesInList(before: readonly Raw[], after: readonly Raw[], place: string): readonly string[] {
  const kept = pairs(before, after);
  const order = before.filter((entry) => kept.some(([one]) => one === entry)).map(nameOf);
  const newOrder = kept.map(([, entry]) => nameOf(entry));
  const moved = order.join("\n") !== newOrder.join("\n");
  return [
    ...unmatched(after, before).map((entry) => `+ ${place} ${nameOf(entry)}`),
    ...unmatched(before, after).map((entry) => `- ${place} ${nameOf(entry)}`),
    ...(moved ? [`~ ${place} order: ${order.join(", ")} → ${newOrder.join(", ")}`] : []),
    ...kept.flatMap(([one, other]) => changes(one, other, `${place} ${nameOf(other)}`)),
  ];
}

/** Those of both that have the same name, in the second's order. */
function pairs(before: readonly Raw[], after: readonly Raw[]): readonly (readonly [Raw, Raw])[] {
  return after.flatMap((entry) => {
    const match = before.find((other) => nameOf(other) === nameOf(entry));
    return match ? [[match, entry] as const] : [];
  });
}

function unmatched(these: readonly Raw[], those: readonly Raw[]): readonly Raw[] {
  return these.filter((entry) => !those.some((other) => nameOf(other) === nameOf(entry)));
}

function entriesOf(node: Raw, list: (typeof LISTS)[number]): readonly Raw[] {
  const entries = node[list];
  return Array.isArray(entries) ? entries : [];
}

function nameOf(node: Raw): string {
  return String(node["name"]);
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
