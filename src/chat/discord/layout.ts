import type { Command, Commands } from "#core/command.ts";
import { COMMAND_OPTIONS } from "./limits.ts";

/** Where a command stands in Discord: `["ping"]`, `["db", "up"]` or, in a group, `["docker", "network", "ls"]`. */
export interface Placed {
  readonly path: string;
  readonly command: Command;
  readonly names: readonly string[];
}

/**
 * Every command's place within Discord's three levels of at most 25. Verbs that a command has no room for are in groups
 * called "more"; a path of more than three words ends in one word with dashes.
 */
export function layout(commands: Commands): readonly Placed[] {
  const known = cache.get(commands);
  if (known) return known;
  const tops = Map.groupBy([...commands.all], ([path]) => path.split(" ")[0] ?? path);
  const placed = [...tops].flatMap(([top, members]) => placeTop(top, members));
  cache.set(commands, placed);
  return placed;
}

type Member = readonly [path: string, command: Command];
type Entry = { readonly name: string; readonly path: string; readonly command: Command };

const cache = new WeakMap<Commands, readonly Placed[]>();

function placeTop(top: string, members: readonly Member[]): readonly Placed[] {
  const [only] = members;
  if (members.length === 1 && only?.[0] === top) return [{ path: top, command: only[1], names: [top] }];

  const verbs: Entry[] = [];
  const groups = new Map<string, Entry[]>();
  const isGroup = (name: string) => members.some(([path]) => path.startsWith(`${top} ${name} `));
  for (const [path, command] of members) {
    const [, first, ...rest] = path.split(" ");
    // What has subcommands cannot be run itself: it becomes one of them, under its own name.
    const [group, name] =
      rest.length > 0 ? [first, rest.join("-")] : first !== undefined && isGroup(first) ? [first, first] : [];
    if (group === undefined || name === undefined) verbs.push({ name: first ?? top, path, command });
    else groups.set(group, [...(groups.get(group) ?? []), { name, path, command }]);
  }

  const split = splitLong(groups);
  const room = roomForVerbs(verbs.length, split.size);
  const spilled = splitLong(new Map([[freeName("more", split, verbs), verbs.slice(room)]]));
  return [
    ...verbs.slice(0, room).map(({ name, path, command }) => ({ path, command, names: [top, name] })),
    ...[...split, ...spilled].flatMap(([group, entries]) =>
      entries.map(({ name, path, command }) => ({ path, command, names: [top, group, name] })),
    ),
  ];
}

/** Verbs that stay at the first level, when the groups of those that do not take places too. */
function roomForVerbs(verbs: number, groups: number): number {
  let room = verbs;
  const used = () => room + groups + Math.ceil((verbs - room) / COMMAND_OPTIONS);
  while (room > 0 && used() > COMMAND_OPTIONS) room -= 1;
  return room;
}

/** Groups of at most 25: "network", "network-2", … */
function splitLong(groups: ReadonlyMap<string, readonly Entry[]>): ReadonlyMap<string, readonly Entry[]> {
  const parts = [...groups].flatMap(([name, entries]) =>
    Array.from({ length: Math.ceil(entries.length / COMMAND_OPTIONS) }, (_, index) => {
      const part = entries.slice(index * COMMAND_OPTIONS, (index + 1) * COMMAND_OPTIONS);
      return [index === 0 ? name : `${name}-${index + 1}`, part] as const;
    }),
  );
  return new Map(parts);
}

function freeName(name: string, groups: ReadonlyMap<string, unknown>, verbs: readonly Entry[]): string {
  const taken = groups.has(name) || verbs.some((verb) => verb.name === name);
  return taken ? freeName(`${name}-`, groups, verbs) : name;
}
