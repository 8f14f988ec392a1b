import type { Thing } from "./state.ts";

/** A command that can be run, and values for what it needs. */
export interface Leaf {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Every command that is registered, those in groups too, with all that each needs filled in. */
export function leavesOf(commands: readonly Thing[]): readonly Leaf[] {
  return commands.flatMap((command) => leaves(command, String(command["name"])));
}

function leaves(node: Thing, path: string): readonly Leaf[] {
  const options = (node["options"] ?? []) as readonly Thing[];
  const below = options.filter(({ type }) => type === SUBCOMMAND || type === GROUP);
  if (below.length > 0) return below.flatMap((one) => leaves(one, `${path} ${String(one["name"])}`));
  const needed = options.filter(({ required }) => required === true);
  return [{ path, values: Object.fromEntries(needed.map((option) => [option["name"], valueOf(option)])) }];
}

const [SUBCOMMAND, GROUP, INTEGER, BOOLEAN, NUMBER] = [1, 2, 4, 5, 10];

function valueOf({ type, name, choices, min_value }: Thing): unknown {
  const [first] = (choices ?? []) as readonly { readonly value: unknown }[];
  if (first) return first.value;
  if (type === BOOLEAN) return true;
  return type === INTEGER || type === NUMBER ? (min_value ?? 1) : name === "path" ? "/shop" : "shop";
}
