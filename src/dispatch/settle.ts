import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Command, Context } from "#core/command.ts";
import { formatLine } from "#core/format.ts";
import type { Host, Hosts } from "#core/host.ts";
import type { Input } from "#core/input.ts";
import type { Leases } from "#core/lease.ts";
import { optionsOf } from "#core/options.ts";
import type { Candidates } from "#core/placement.ts";
import type { Policy } from "#core/policy.ts";
import { Problem } from "#core/problem.ts";
import { couldDo, decide } from "./decide.ts";
import { imagesNamed } from "./resource.ts";
import { whereIs } from "./where.ts";

interface Asked {
  readonly caller: Caller;
  readonly path: string;
  readonly command: Command;
  readonly input: Input["input"];
}

interface Known extends Pick<Context<unknown>, "databases" | "runPolicy"> {
  readonly leases: Leases;
  readonly hosts: Hosts;
  readonly policy: Policy;
  /** Where things of the caller's channel are made, when the settings say. */
  readonly usualHost: string | undefined;
}

export interface Settled {
  readonly input: Input["input"];
  /** Which host was chosen and why; undefined when nothing was chosen. */
  readonly note: string | undefined;
}

/**
 * Fills in the host of a line that leaves it open, where there are several: the one that has what is named, or the first
 * with room for what is to be made. Done once and before the decision, so that what is judged, written down, approved and
 * run is about the same host.
 *
 * @throws Problem "ambiguous" for a name on two hosts, with the line for each; "host-full" when none has room.
 */
export async function settleHost(asked: Asked, known: Known, signal: AbortSignal): Promise<Settled> {
  const { caller, path, command, input } = asked;
  const open = optionsOf(command).find((option) => option.suggest === "hosts" && !option.positional);
  const isSettled = !open || input[open.key] !== undefined || known.hosts.all.length < 2;
  // For whom nothing could be allowed, no host is asked anything.
  if (isSettled || !couldDo(caller, path, command, known.policy)) return { input, note: undefined };
  const at = (host: string): Input["input"] => ({ ...input, [open.key]: host });

  const hosts = await whereIs(asked, known, (host) => judged(asked, known, host) !== "deny", signal);
  if (hosts) {
    const [host, another] = hosts.names;
    if (host === undefined) return { input, note: undefined };
    if (another === undefined) return { input: at(host), note: undefined };
    throw askWhich(hosts.what, hosts.names, (name) => formatLine(path, command, at(name)));
  }
  if (!command.wanted) return { input, note: undefined };
  const { databases, runPolicy, leases } = known;
  const wanted = command.wanted({ input, databases, runPolicy });
  const there = leases
    .list({ owner: callerId(caller) })
    .filter(({ name }) => wanted.database !== undefined && name === wanted.name)
    .map(({ host }) => host);
  const [host, another] = there;
  if (another !== undefined) {
    throw askWhich(`"${wanted.name}"`, there, (name) => formatLine(path, command, at(name)));
  }
  if (host !== undefined) return { input: at(host), note: undefined };
  const candidates = candidatesFor(asked, known);
  if (candidates.hosts.length === 0) return { input, note: undefined };
  const placed = await leases.place(wanted, candidates, signal);
  return { input: at(placed.host), note: placed.why };
}

/** In the order of the settings, this channel's first; where somebody would have to approve it, last; not where it is denied. */
function candidatesFor(asked: Asked, known: Known): Candidates {
  const { hosts, usualHost } = known;
  const ordered = hosts.all.toSorted((a, b) => Number(b.name === usualHost) - Number(a.name === usualHost));
  const of = (decision: ReturnType<typeof judged>) => ordered.filter((host) => judged(asked, known, host) === decision);
  const candidates = [...of("allow"), ...of("approve")];
  return { hosts: candidates, isChannels: usualHost !== undefined && candidates[0]?.name === usualHost };
}

/** What would be said of it there, as far as that is known without looking. */
function judged({ caller, path, command, input }: Asked, { policy }: Known, { name }: Host) {
  const resource = { host: name, images: imagesNamed(command, input), leases: [] };
  return decide({ caller, path, command, resource }, policy).decision;
}

function askWhich(what: string, hosts: readonly string[], line: (host: string) => string): Problem {
  return new Problem("ambiguous", `There is a ${what} on ${hosts.join(" and on ")}.`, {
    hint: `Say which: ${hosts.map((host) => `--host ${host}`).join(" or ")}`,
    actions: hosts.map((host) => ({ label: `On ${host}`, command: line(host) })),
  });
}
