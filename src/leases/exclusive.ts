import { setTimeout as delay } from "node:timers/promises";
import type { Lease } from "#core/lease.ts";
import type { Step } from "#core/reply.ts";
import type { Ledger } from "./ledger.ts";

/** Between two looks whether somebody else has finished. */
const pauseMs = 100;

/**
 * Does something to a lease while nobody else does: waits for whoever is at it, here or in another process. `what` is
 * what the others are told meanwhile: "being restarted".
 */
export async function* exclusively<T>(
  ledger: Ledger,
  lease: Pick<Lease, "id" | "name">,
  what: string,
  signal: AbortSignal,
  run: () => AsyncGenerator<Step, T>,
): AsyncGenerator<Step, T> {
  let told = "";
  for (let other = ledger.work.claim(lease.id, what); other !== undefined; other = ledger.work.claim(lease.id, what)) {
    if (other !== told) yield { text: `Waiting: ${lease.name} is ${other}` };
    told = other;
    await delay(pauseMs, undefined, { signal });
  }
  try {
    return yield* run();
  } finally {
    ledger.work.release(lease.id);
  }
}
