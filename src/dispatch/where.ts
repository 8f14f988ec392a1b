import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Command } from "#core/command.ts";
import type { Host, Hosts } from "#core/host.ts";
import type { Input } from "#core/input.ts";
import type { Lease, Leases } from "#core/lease.ts";
import { optionsOf } from "#core/options.ts";
import { Problem } from "#core/problem.ts";
import { didYouMean } from "#core/suggest.ts";

/** Somebody waits for an answer about a thing that most likely is on a host that does answer. */
const LOOK_MS = 2_000;

export interface Where {
  /** For a sentence: `container "web"`. */
  readonly what: string;
  /** The hosts that have it, in the order of the settings. */
  readonly names: readonly string[];
}

interface Asked {
  readonly caller: Caller;
  readonly command: Command;
  readonly input: Input["input"];
}

interface Known {
  readonly leases: Leases;
  readonly hosts: Hosts;
}

/**
 * The hosts that have what a line names, read off its options as `resourceOf` does. Undefined when it names nothing.
 *
 * What the ledger knows is where the ledger says, and no host is asked: the caller's own before what is shared with them, and
 * that before everybody's. Everything else is looked for on all hosts at once; one that does not answer in time is as one
 * that does not have it, and said to be so when nobody has.
 */
export async function whereIs(
  { caller, command, input }: Asked,
  { leases, hosts }: Known,
  isOpen: (host: Host) => boolean,
  signal: AbortSignal,
): Promise<Where | undefined> {
  const things = thingsIn(command, input);
  if (things.length === 0) return undefined;
  const found: Where[] = [];
  for (const { kind, name } of things) {
    const ledger = kind === "database" ? leases.list({}) : [...leases.list({}), ...leases.containers.list({})];
    const known = ["database", "container"].includes(kind) ? nearest(ledger, name, caller) : [];
    const there = known.map(({ host }) => host);
    const open = hosts.all.filter((host) => isOpen(host));
    const usable = open.map((host) => host.name).filter((host) => there.includes(host));
    const names =
      there.length > 0 || kind === "database"
        ? // Where the caller may do nothing at all is no choice; when there is no other, the rule that says so is what they hear.
          inOrder(hosts, usable.length > 0 ? usable : there)
        : await lookFor(kind, name, open, signal);
    found.push({ what: `${kind} "${name}"`, names });
  }
  return common(found);
}

type Kind = "database" | "container" | "network" | "volume";

/** By what completes an option. An image is not in it: the same one is on many hosts, and is the same there. */
const KINDS: Readonly<Record<string, Kind>> = {
  leases: "database",
  containers: "container",
  networks: "network",
  volumes: "volume",
};

function thingsIn(command: Command, input: Input["input"]): readonly { readonly kind: Kind; readonly name: string }[] {
  return optionsOf(command).flatMap(({ suggest = "", key }) => {
    const kind = KINDS[suggest];
    const names = [input[key]].flat().filter((name) => typeof name === "string");
    return kind ? names.map((name) => ({ kind, name })) : [];
  });
}

function nearest(ledger: readonly Lease[], name: string, caller: Caller): readonly Lease[] {
  const me = callerId(caller);
  const all = ledger.filter((lease) => lease.name === name);
  const own = all.filter(({ owner }) => owner === me);
  const shared = all.filter(({ sharedWith = [] }) => sharedWith.some(({ id }) => id === me));
  return [own, shared, all].find((some) => some.length > 0) ?? [];
}

function inOrder(hosts: Hosts, names: readonly string[]): readonly string[] {
  return [
    ...hosts.all.map(({ name }) => name).filter((name) => names.includes(name)),
    // Of a host that the settings do not name any more: the command tells.
    ...new Set(names.filter((name) => hosts.all.every((host) => host.name !== name))),
  ];
}

/** Several things in one line are about one host. */
function common(found: readonly Where[]): Where {
  const [first, ...others] = found;
  if (!first) throw new Error("nothing was looked for");
  const names = first.names.filter((name) => others.every((other) => other.names.includes(name)));
  const apart = others.find((other) => other.names.length > 0);
  if (names.length === 0 && first.names.length > 0 && apart) {
    const message = `The ${first.what} is on ${first.names.join(" and ")}, the ${apart.what} on ${apart.names.join(" and ")}.`;
    throw new Problem("ambiguous", message, { hint: "One line is about one host: ask for each." });
  }
  return { what: found.map(({ what }) => what).join(" and a "), names };
}

async function lookFor(
  kind: Exclude<Kind, "database">,
  name: string,
  hosts: readonly Host[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]);
  const looks = await Promise.all(hosts.map((host) => look(kind, name, host, limited)));
  signal.throwIfAborted();
  const names = looks.filter(({ has }) => has).map(({ host }) => host);
  if (names.length > 0) return names;
  const silent = looks.filter(({ others }) => others === undefined).map(({ host }) => host);
  const answered = looks.filter(({ others }) => others !== undefined).map(({ host }) => host);
  const on = answered.length === 0 ? "" : ` on ${answered.join(" or ")}`;
  const not = silent.length === 0 ? "" : ` ${silent.join(" and ")} did not answer.`;
  const others = looks.flatMap(({ others = [] }) => others);
  const list = kind === "container" ? "/docker ps --all" : `/docker ${kind} ls`;
  throw new Problem("not-found", `There is no ${kind} called "${name}"${on}.${didYouMean(name, others)}${not}`, {
    hint: `See them: ${list} --host ${answered[0] ?? silent[0] ?? "NAME"}`,
  });
}

interface Look {
  readonly host: string;
  readonly has: boolean;
  /** What else is there; undefined when nobody could say. */
  readonly others: readonly string[] | undefined;
}

async function look(kind: Exclude<Kind, "database">, text: string, host: Host, signal: AbortSignal): Promise<Look> {
  try {
    const rows = await ROWS[kind](host, signal);
    const byId = kind === "container" && /^[0-9a-f]{1,64}$/.test(text);
    const has = rows.some(({ name, id }) => name === text || (byId && id.startsWith(text)));
    return { host: host.name, has, others: rows.map(({ name }) => name) };
  } catch (error) {
    if (!signal.aborted && !(error instanceof Problem)) throw error;
    return { host: host.name, has: false, others: undefined };
  }
}

type Rows = readonly { readonly id: string; readonly name: string }[];
const ROWS: Readonly<Record<Exclude<Kind, "database">, (host: Host, signal: AbortSignal) => Promise<Rows>>> = {
  container: ({ operations }, signal) => operations.list({ all: true, filters: {} }, signal),
  network: ({ operations }, signal) => operations.networks(signal),
  async volume({ operations }, signal) {
    return (await operations.volumes(signal)).map(({ name }) => ({ id: "", name }));
  },
};
