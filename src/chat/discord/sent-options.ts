import { z } from "zod";
import type { Commands } from "#core/command.ts";
import { layout } from "./layout.ts";
import type { Placed } from "./layout.ts";
import { optionTypes } from "./wire.ts";

/** An option as Discord says it was filled in: nothing of it is checked there, whatever its definition says. */
export interface SentOption {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
  /** The one that is being typed. */
  readonly focused: boolean;
}

export interface Sent {
  /** As registered: ["db", "up"]. */
  readonly names: readonly string[];
  /** Undefined for a command that is ours no more: people's Discord may be a version behind. */
  readonly placed: Placed | undefined;
  readonly options: readonly SentOption[];
}

const option = z.looseObject({
  name: z.string(),
  type: z.int(),
  value: z.unknown().optional(),
  focused: z.boolean().optional(),
  get options() {
    return z.array(option).optional();
  },
});
const data = z.looseObject({ name: z.string(), options: z.array(option).optional() });

/** Which command was sent, with what. Undefined for what has not the shape of one. */
export function readSent(interactionData: unknown, commands: Commands): Sent | undefined {
  const read = data.safeParse(interactionData);
  if (!read.success) return undefined;
  const names = [read.data.name];
  let { options = [] } = read.data;
  for (let [first] = options; first && isNested(first.type); [first] = options) {
    // Beside a subcommand nothing can stand.
    if (options.length > 1 || names.length > 2) return undefined;
    names.push(first.name);
    options = first.options ?? [];
  }
  const placed = layout(commands).find((candidate) => candidate.names.join(" ") === names.join(" "));
  return {
    names,
    placed,
    options: options.map(({ name, type, value, focused = false }) => ({ name, type, value, focused })),
  };
}

function isNested(type: number): boolean {
  return type === optionTypes.subcommand || type === optionTypes.group;
}
