import type { DatabaseRequest } from "#core/database.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { ProblemCode } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { createAndStart } from "../make.ts";
import type { Plan } from "../make.ts";
import type { SpinUp } from "../parts.ts";
import { waitUntilReady } from "../ready.ts";
import { removeEverything } from "../removal.ts";
import type { stopwatch } from "../stopwatch.ts";
import { targetOf } from "../target.ts";
import { BAKED_DATA, bakedFit } from "./shape.ts";

/** A server whose data is there has no reason to take longer; the caller is better served by a first start. */
const READY_MS = 20_000;

/**
 * Makes the lease from a baked image, if one fits: started, and made the caller's as a spare is. Undefined when none does, or
 * none that works; one that does not is forgotten, and what it left removed.
 *
 * Throws the Problem that the lease itself would meet: quota, budget, a name or a port that is taken.
 */
export async function* startBaked(
  parts: SpinUp,
  wanted: Omit<Plan, "baked"> & { readonly asked: DatabaseRequest },
  signal: AbortSignal,
  watch: ReturnType<typeof stopwatch>,
): AsyncGenerator<Step, Lease | undefined> {
  const { ledger } = parts;
  const { host, database, found, plan, asked } = wanted;
  const { ahead, baking } = database;
  const fit = found.known ? bakedFit(database, found.image, asked) : undefined;
  const baked = ledger.baked.list(host.name).find((one) => one.fit === fit && one.reference !== "");
  if (!ahead || !baking || !baked) return undefined;

  yield { text: `Creating ${wanted.lease.name}` };
  const from = { image: baked.reference, declared: plan.dataPath, volume: wanted.request.volume ?? false };
  // Until it is the caller's, whoever finds it half made removes it.
  const claiming = { ...wanted.lease, state: "claiming" as const };
  try {
    // Its data is there, and all that an entrypoint would do is look for it: MySQL's starts the server nine times for that.
    const there = { ...baking.at(plan, BAKED_DATA), direct: true };
    const made = { ...wanted, plan: there, lease: claiming, baked: from };
    const lease = await createAndStart(parts, made, signal, watch);
    const { containerId = lease.name, memoryBytes } = lease;
    const target = targetOf(lease);
    const awaited = { host, containerId, database, target, memoryBytes, limitMs: READY_MS };
    const nobodys = { ...target, login: baked.login };
    yield { text: `Making this ${database.title} yours` };
    // It is made the caller's in the first session that gets in.
    const claim = ahead.claim(asked, plan.files);
    const ask = (attempt: AbortSignal) => claim(nobodys, attempt);
    await waitUntilReady({ ...awaited, ask }, signal);
    await waitUntilReady(awaited, signal);
    // From here on it works and has no login of anybody else: cut off before the answer, it is finished, not removed.
    ledger.update(lease.id, { state: "creating" });
    watch.lap("readyMs");
    ledger.baked.update(baked.id, { usedAt: new Date(parts.now()) });
    return lease;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Problem && ASKED_FOR.has(error.code)) throw error;
    await removeEverything(ledger, host, wanted.lease);
    ledger.baked.delete(baked.id);
    return undefined;
  }
}

/** A first start would meet the same. */
const ASKED_FOR: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  "name-taken",
  "port-taken",
  "not-allowed",
  "host-full",
  "host-unreachable",
  "host-too-slow",
]);
