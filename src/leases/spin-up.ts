import type { Caller } from "#core/caller.ts";
import type { Host } from "#core/host.ts";
import type { Lease, Made, UpRequest, UpResult } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { draftLease } from "./draft.ts";
import { findImage } from "./image.ts";
import type { Ledger } from "./ledger.ts";
import { startBaked } from "./baked/start.ts";
import { createAndStart, lookAround } from "./make.ts";
import type { Plan } from "./make.ts";
import { never } from "./never.ts";
import type { SpinUp } from "./parts.ts";
import { waitUntilReady } from "./ready.ts";
import { removeEverything } from "./removal.ts";
import { checkDisk, checkMemory, checkRoom } from "./room.ts";
import { settleSpare } from "./spares/claim.ts";
import { takeSpare } from "./spares/take.ts";
import { stopwatch } from "./stopwatch.ts";
import { targetOf } from "./target.ts";

/** What a start waits for is the disk half of the time. */
const STARTS_PER_CPU = 2;

/**
 * Makes a database for the caller: image, lease, container, answer. Until the image is there nothing exists; after that
 * everything is a transaction: whatever goes wrong, and a cancel too, removes exactly what was made.
 *
 * The engine is never interrupted in the middle of a create or a start: it would finish them behind our back. A cancel
 * takes effect before or after.
 */
export async function* spinUp(
  parts: SpinUp,
  request: UpRequest,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<Step, UpResult> {
  const watch = stopwatch();
  const { host, database, lease: draft } = draftLease(parts, request, caller);

  const facts = parts.engineFacts.of(host, signal);
  facts.catch(() => undefined);
  // Always: a spare may be ready by the time the image is there.
  const namesake = host.containers.inspect(draft.name, signal);
  namesake.catch(() => undefined);
  const isOneWaiting = parts.ledger.spares
    .list(host.name)
    .some(({ database: kind, state }) => kind === draft.database && state === "ready");
  const around = isOneWaiting ? undefined : lookAround(host, signal);
  around?.catch(() => undefined);
  let room: ReturnType<typeof parts.rooms.of> | undefined = parts.rooms.of(host, signal);
  const found = yield* findImage(
    {
      name: draft.database,
      database,
      version: request.version,
      reference: request.image,
      checkDisk: async () => {
        checkDisk(await room, host);
        // An image that is not there yet takes some of it, and its time.
        room = undefined;
      },
    },
    host,
    parts.builder,
    signal,
  );
  const { memoryBytes, cpus } = await facts;
  checkMemory(draft.memoryBytes, memoryBytes, host);
  checkRoom(await (room ?? parts.rooms.of(host, signal)), draft.memoryBytes, host);
  const role = parts.rules.role(caller);
  const asked = {
    version: found.version,
    login: draft.login,
    charset: request.charset,
    collation: request.collation,
    auth: request.auth,
    args: request.args,
    memoryBytes: draft.memoryBytes,
  };
  const plan = database.plan(asked);
  watch.lap("imageMs");

  let lease: Lease = { ...draft, version: found.version, image: found.image.reference };
  const waiting = { request, asked, role, host, database, found, plan, lease, mostCpus: cpus, namesake };
  const spare = yield* takeSpare(parts, waiting, signal);
  if (spare) {
    watch.lap("claimMs");
    return handedOut(parts.ledger, host, spare, { rung: "spare", timings: watch.timings() }, found.notes);
  }
  const atOnce = Math.max(2, STARTS_PER_CPU * cpus);
  const ahead = parts.turns.ahead(host.name, atOnce);
  if (ahead > 0) yield { text: `Waiting for ${ahead} of the others that start on ${host.name}` };
  using _turn = await parts.turns.take(host.name, atOnce, signal);
  if (ahead > 0) watch.lap("waitMs");
  let answered = false;
  try {
    const wanted = { request, role, host, database, found, plan, lease, mostCpus: cpus, around };
    const baked = yield* startBaked(parts, { ...wanted, asked }, signal, watch);
    lease = baked ?? (yield* startCold(parts, wanted, signal, watch));
    answered = true;
    const made: Made = { rung: baked ? "baked" : "cold", timings: watch.timings() };
    if (!baked) parts.bakery.wish(host.name, { kind: lease.database, database, found, asked });
    const { id, containerId = lease.name } = lease;
    // It comes after the first answer, as a first start that fails must fail once, not in a loop that hides the reason.
    const settled = afterwards(parts.ledger, id, async () => {
      try {
        await host.containers.settle(containerId, "unless-stopped", never());
      } finally {
        parts.ledger.update(id, { state: "ready", made });
      }
    });
    return {
      lease: { ...lease, state: "ready", made },
      existing: false,
      ...made,
      notes: found.notes,
      settled,
    };
  } finally {
    if (!answered) await undo(parts.ledger, host, lease);
  }
}

async function* startCold(
  parts: SpinUp,
  wanted: Plan,
  signal: AbortSignal,
  watch: ReturnType<typeof stopwatch>,
): AsyncGenerator<Step, Lease> {
  const { host, database } = wanted;
  yield { text: `Creating ${wanted.lease.name}` };
  const lease = await createAndStart(parts, wanted, signal, watch);
  yield { text: `Waiting for ${database.title} to answer` };
  const { containerId = lease.name, memoryBytes } = lease;
  const limitMs = database.firstStartMs;
  await waitUntilReady({ host, containerId, database, target: targetOf(lease), memoryBytes, limitMs }, signal);
  watch.lap("readyMs");
  return lease;
}

/** Written before it is said: a claim that was cut off is undone, one that was answered must not be. */
function handedOut(ledger: Ledger, host: Host, claimed: Lease, made: Made, notes: readonly string[]): UpResult {
  const lease: Lease = { ...claimed, state: "ready", made };
  ledger.update(lease.id, { state: "ready", made });
  const settled = afterwards(ledger, lease.id, () => settleSpare(host, lease, never()));
  return { lease, existing: false, ...made, notes, settled };
}

/**
 * Does what the caller need not wait for, and lets go of the lease. Cut off before its end, reconciling finishes it.
 *
 * An engine that does not take it, and says so, leaves a database that works: it does not come back by itself, or has the
 * limits and the name of a spare until it is tried again.
 */
function afterwards(ledger: Ledger, id: string, work: () => Promise<void>): Promise<void> {
  const done = work()
    .catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    })
    .finally(() => ledger.work.release(id));
  // Whoever waits for it hears of it; until somebody does, it is not unhandled.
  done.catch(() => undefined);
  return done;
}

/**
 * What went wrong first is what the caller must hear. If the engine is gone and nothing can be removed now, the row
 * stays, as "removing", and `/db down` or the next start finishes it.
 */
async function undo(ledger: Ledger, host: Host, lease: Lease): Promise<void> {
  try {
    await removeEverything(ledger, host, lease);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  } finally {
    ledger.work.release(lease.id);
  }
}
