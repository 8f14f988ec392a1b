import type { Host } from "#core/host.ts";
import type { Candidates, Placement, Wanted } from "#core/placement.ts";
import { Problem } from "#core/problem.ts";
import { checkDialable } from "#core/reach.ts";
import type { SpinUp } from "./parts.ts";
import { checkBudget, checkKind } from "./quota.ts";
import { checkMemory, checkRoom } from "./room.ts";

/** Somebody waits for a database: a host that takes longer to answer is passed over. */
const LOOK_MS = 1_500;

export type Placing = Pick<SpinUp, "ledger" | "rules" | "engineFacts" | "rooms">;

/**
 * The first of the hosts on which this may be made, that has room and that answers. All are looked at at once, so those that
 * are slow or dead cost `LOOK_MS` together at most, and nothing when one before them will do.
 *
 * A choice, not a reservation: whether there is room is found out again, for good, when the lease is written.
 *
 * @throws Problem "host-full" that names what is in the way on each.
 */
export async function place(
  parts: Placing,
  wanted: Wanted,
  { hosts, isChannels }: Candidates,
  signal: AbortSignal,
): Promise<Placement> {
  const chosen = new AbortController();
  const limited = AbortSignal.any([signal, chosen.signal, AbortSignal.timeout(LOOK_MS)]);
  const looks = hosts.map((host) => obstacleOn(parts, host, wanted, limited));
  try {
    const passed: string[] = [];
    for (const [index, { name }] of hosts.entries()) {
      const obstacle = await looks[index];
      signal.throwIfAborted();
      if (obstacle === undefined) return { host: name, why: why(name, isChannels && index === 0, passed) };
      passed.push(obstacle);
    }
    throw new Problem("host-full", `No host can take this. ${passed.join(". ")}.`, {
      hint: "Ask for less, remove what is no longer needed (/db list --all), or name a host: --host NAME",
    });
  } finally {
    chosen.abort();
  }
}

function why(host: string, isChannels: boolean, passed: readonly string[]): string {
  if (isChannels) return `On ${host}, this channel's host.`;
  return `On ${host}, the first host that has room${passed.length === 0 ? "" : `: ${passed.join("; ")}`}.`;
}

/** Why not there, in a clause without its stop; undefined when nothing is in the way. Never throws. */
async function obstacleOn(
  { ledger, rules, engineFacts, rooms }: Placing,
  host: Host,
  { database, memoryBytes, port }: Wanted,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { name, ports } = host;
  try {
    if (database !== undefined) {
      checkKind(database, name, rules.budget(name));
      checkDialable(host);
    }
    if (port !== undefined && (port < ports.first || port > ports.last)) {
      return `Host "${name}" hands out ports ${ports.first} to ${ports.last}`;
    }
    checkBudget({ host: name, memoryBytes }, ledger.list({ host: name }), rules.budget(name));
    const [facts, room] = await Promise.all([
      engineFacts.of(host, signal),
      rooms.of(host, signal),
      // What is remembered says nothing of now.
      host.containers.list({}, signal),
    ]);
    checkMemory(memoryBytes, facts.memoryBytes, host);
    checkRoom(room, memoryBytes, host);
    return undefined;
  } catch (error) {
    if (signal.aborted) return `Host "${name}" does not answer within ${LOOK_MS / 1000} s`;
    return clause(error instanceof Problem ? error.message : String(error));
  }
}

/** The first sentence: what else there is says whose it is, which is for whoever asks for that host. */
function clause(message: string): string {
  const [first = message] = message.split(/\.\s|\n/);
  return first.replace(/\.$/, "");
}
