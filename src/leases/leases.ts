import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Host } from "#core/host.ts";
import type {
  Lease,
  LeaseChange,
  LeaseFilter,
  Leases,
  LeaseStatus,
  ObservedState,
  UpRequest,
  UpResult,
} from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { nearest } from "#core/suggest.ts";
import { rememberEngineFacts } from "./engine-facts.ts";
import { exclusively } from "./exclusive.ts";
import type { Ledger } from "./ledger.ts";
import { containerGone, resolve, restart, start, stop } from "./lifecycle.ts";
import { removeEverything } from "./removal.ts";
import { pause, resume } from "./pause.ts";
import { place } from "./place.ts";
import { containerLeases } from "./run-leases.ts";
import { checkDisk } from "./room.ts";
import { rememberRooms } from "./rooms.ts";
import { rotate } from "./rotate.ts";
import { extension, revival } from "./time.ts";
import { OPEN_RULES } from "./rules.ts";
import { withoutPerson, withPerson } from "./share.ts";
import { openBakery } from "./baked/bakery.ts";
import { countSpares } from "./spares/count.ts";
import { NO_SPARES } from "./spares/keep.ts";
import { spinUp } from "./spin-up.ts";
import { takeTurns } from "./turns.ts";
import type { SpinUp } from "./parts.ts";
import { stopwatch } from "./stopwatch.ts";
import { targetOf } from "./target.ts";

/** How long an overview waits for one host. */
const overviewLimitMs = 5_000;

/** Parts that have a sensible stand-in may be left out: no limits, the machine's clock, no spares. */
export type LeasesParts = Omit<SpinUp, "rooms" | "turns" | OptionalPart> & Partial<Pick<SpinUp, OptionalPart>>;
type OptionalPart = "rules" | "now" | "spares" | "bakery" | "engineFacts";

export function createLeases(given: LeasesParts): Leases {
  const standIns = {
    rules: OPEN_RULES,
    now: Date.now,
    spares: () => NO_SPARES,
    bakery: openBakery(),
    engineFacts: rememberEngineFacts(),
  };
  const settled = { ...standIns, ...given, turns: takeTurns() };
  const parts: SpinUp = { ...settled, rooms: rememberRooms(settled) };
  const { hosts, ledger } = parts;
  return {
    async *up(request, caller, signal) {
      const existing = request.name === undefined ? undefined : existingLease(parts, request, caller);
      if (existing?.state === "ready") return yield* bringUp(parts, existing, signal);
      // Whoever made or removed it is dead.
      if (existing) await removeEverything(ledger, hosts.find(existing.host), existing);
      return yield* spinUp(parts, request, caller, signal);
    },
    place: (wanted, candidates, signal) => place(parts, wanted, candidates, signal),
    containers: containerLeases(parts),
    list: (filter) => databasesIn(ledger, filter),
    find: (name, filter) => findLease(ledger, name, filter),
    states: (leases, signal) => observeStates(parts, leases, signal),
    status: (lease, signal) => statusOf(parts, lease, signal),
    async logs(lease, options, signal) {
      const { host, containerId } = resolve(parts, lease);
      return redactPasswords(ledger, await host.containers.logs(containerId, options, signal));
    },
    stop: (lease, signal) =>
      exclusively(ledger, lease, "being stopped", signal, () => {
        // Before it is done: an engine that dies in the middle of it must not have it brought back.
        ledger.update(lease.id, { stoppedAt: new Date(parts.now()) });
        return stop(parts, lease, signal);
      }),
    start: (lease, signal) =>
      exclusively(ledger, lease, "being started", signal, async function* () {
        const state = yield* start(parts, lease, signal);
        ledger.update(lease.id, revival(ledger.get(lease.id) ?? lease, parts.now()));
        return state;
      }),
    restart: (lease, signal) =>
      exclusively(ledger, lease, "being restarted", signal, async function* () {
        const state = yield* restart(parts, lease, signal);
        ledger.update(lease.id, revival(ledger.get(lease.id) ?? lease, parts.now()));
        return state;
      }),
    down: (lease, signal) =>
      exclusively(ledger, lease, "being removed", signal, async function* () {
        yield { text: `Removing ${lease.name}` };
        return { removed: await removeEverything(ledger, hosts.find(lease.host), lease) };
      }),
    rotate: (lease, signal) =>
      exclusively(ledger, lease, "having its password changed", signal, () =>
        rotate(parts, ledger.get(lease.id) ?? lease, signal),
      ),
    checkDisk: async (host, signal) => checkDisk(await parts.rooms.of(host, signal), host),
    async running(host, signal) {
      const there = ledger.list({ host: host.name }).filter(({ state }) => state === "ready");
      const states = await observeStates(parts, there, signal);
      return there.filter(({ id }) => states.get(id) === "running");
    },
    pause: (host, leases, signal) => pause(parts, host, leases, signal),
    resume: (host, signal) => resume(parts, host, signal),
    target: targetOf,
    spares: (host) => countSpares(parts, host),
    baked: (host) => ledger.baked.list(host).filter(({ reference }) => reference !== ""),
    extend(lease, ms, caller) {
      const { mostMs } = parts.rules.terms(parts.rules.role(caller), lease);
      return changed(ledger, lease, extension(lease, ms, parts.now(), mostMs));
    },
    keep: (lease) => changed(ledger, lease, { expiresAt: undefined, ttlMs: undefined, idleMs: undefined, warned: 0 }),
    share: (lease, person) => changed(ledger, lease, { sharedWith: withPerson(lease, person) }),
    unshare: (lease, id) => changed(ledger, lease, { sharedWith: withoutPerson(lease, id) }),
    give: (lease, owner, ownerName) => changed(ledger, lease, { owner, ownerName, sharedWith: [] }),
  };
}

function changed(ledger: Ledger, { id, name }: Lease, change: LeaseChange): Lease {
  ledger.update(id, change);
  const lease = ledger.get(id);
  if (!lease) throw new Problem("not-found", `${name} is gone.`, { hint: "See what there is: /db list" });
  return lease;
}

/** The text without the password of any lease, wherever it got it from. */
export function redactPasswords(ledger: Ledger, text: string): string {
  return ledger.passwords().reduce((left, password) => left.replaceAll(password.reveal(), "[redacted]"), text);
}

/** The one the caller already has by this name; somebody else's, or one of another kind, is a Problem. */
function existingLease({ hosts, databases, ledger }: SpinUp, request: UpRequest, caller: Caller): Lease | undefined {
  const host = hosts.find(request.host);
  const [lease] = ledger.list({ host: host.name, ...(request.name !== undefined && { name: request.name }) });
  if (!lease) return undefined;
  const taken = `The name "${lease.name}" is taken on host "${host.name}"`;
  const hint = `Choose another name: --name ${lease.name}-2`;
  if (lease.owner !== callerId(caller)) throw new Problem("name-taken", `${taken} by ${lease.ownerName}.`, { hint });
  if (lease.state !== "ready" && ledger.work.isBusy(lease.id)) {
    throw new Problem("name-taken", `${taken}: it is ${lease.state === "removing" ? "being removed" : "being made"}.`, {
      hint: `See how it goes: /db status ${lease.name}`,
    });
  }
  if (lease.kind === "container" || lease.database !== databases.find(request.database).name) {
    throw new Problem("name-taken", `${taken} by your ${lease.kind ?? lease.database}.`, { hint });
  }
  return lease;
}

async function* bringUp(parts: SpinUp, found: Lease, signal: AbortSignal): AsyncGenerator<Step, UpResult> {
  const watch = stopwatch();
  let lease = found;
  const { host, containerId } = resolve(parts, lease);
  const state = await host.containers.inspect(containerId, signal);
  if (!state) throw containerGone(lease);
  const notes = state.status === "running" ? [] : ["It was stopped, so it was started again."];
  yield* exclusively(parts.ledger, lease, "being started", signal, () => start(parts, lease, signal));
  lease = changed(parts.ledger, lease, revival(lease, parts.now()));
  return { lease, existing: true, rung: "existing", timings: watch.timings(), notes, settled: Promise.resolve() };
}

function databasesIn(ledger: Ledger, filter: Parameters<Ledger["list"]>[0]): Lease[] {
  return ledger.list(filter).filter(({ kind }) => kind !== "container");
}

function findLease(ledger: Ledger, name: string, filter: LeaseFilter): Lease {
  const found = databasesIn(ledger, { ...filter, name });
  const [lease, another] = found;
  if (lease && !another) return lease;
  if (another) {
    throw new Problem("ambiguous", `There is a "${name}" on ${found.map(({ host }) => host).join(" and on ")}.`, {
      hint: `Say which: ${found.map(({ host }) => `--host ${host}`).join(" or ")}`,
    });
  }
  const names = databasesIn(ledger, filter).map((other) => other.name);
  const guess = nearest(name, names);
  throw new Problem(
    "not-found",
    `There is no database called "${name}"${(filter.owner ?? filter.reader) ? " of yours" : ""}.`,
    {
      hint: guess ? `Did you mean ${guess}?` : names.length === 0 ? "Make one: /db up postgres" : "See them: /db list",
    },
  );
}

async function observeStates(
  { hosts }: SpinUp,
  leases: readonly Lease[],
  signal: AbortSignal,
): Promise<Map<string, ObservedState>> {
  const byHost = Map.groupBy(leases, (lease) => lease.host);
  const states = await Promise.all(
    [...byHost].map(([name, there]) => observeHost(() => hosts.find(name), there, signal)),
  );
  return new Map(states.flatMap((state) => [...state]));
}

async function observeHost(find: () => Host, leases: readonly Lease[], signal: AbortSignal) {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(overviewLimitMs)]);
  try {
    const containers = await find().containers.list({}, limited);
    const status = new Map(containers.map((container) => [container.labels["longshore.lease"], container.status]));
    return new Map(leases.map((lease): [string, ObservedState] => [lease.id, status.get(lease.id) ?? "gone"]));
  } catch (error) {
    if (signal.aborted || !(limited.aborted || error instanceof Problem)) throw error;
    return new Map(leases.map((lease): [string, ObservedState] => [lease.id, "unreachable"]));
  }
}

async function statusOf(parts: SpinUp, lease: Lease, signal: AbortSignal): Promise<LeaseStatus> {
  const { host, database, containerId } = resolve(parts, lease);
  const container = await host.containers.inspect(containerId, signal);
  if (container?.status !== "running") {
    return { lease, container, stats: undefined, vitals: undefined, unhealthy: undefined };
  }
  const [stats, answer] = await Promise.all([
    host.containers.stats(containerId, signal),
    database.vitals(targetOf(lease), signal).then(
      (vitals) => ({ vitals, unhealthy: undefined }),
      (error: Error) => ({ vitals: undefined, unhealthy: error.message }),
    ),
  ]);
  return { lease, container, stats, ...answer };
}
