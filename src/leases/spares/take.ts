import type { Access } from "#core/command.ts";
import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import type { Lease, UpRequest } from "#core/lease.ts";
import type { Spare } from "#core/spare.ts";
import type { Step } from "#core/reply.ts";
import { admitting } from "../admit.ts";
import type { ImageFound } from "../image.ts";
import type { SpinUp } from "../parts.ts";
import { removeEverything } from "../removal.ts";
import { claimServer } from "./claim.ts";
import { fitOf } from "./fit.ts";

export interface Wanted {
  readonly request: UpRequest;
  readonly asked: DatabaseRequest;
  readonly role: Access | undefined;
  readonly host: Host;
  readonly database: Database;
  readonly found: ImageFound;
  readonly plan: DatabasePlan;
  /** Without a container and a port. */
  readonly lease: Lease;
  /** Of the host. */
  readonly mostCpus: number;
  /** Resolves to what has the lease's name on the host already. A spare gets it when it has been handed out. */
  readonly namesake: Promise<unknown>;
}

/**
 * Hands out a server that waits, if one fits: the lease, ready, under the spare's id. Undefined when none does, or none
 * that works; those that do not are thrown away on the way.
 *
 * Throws the Problem that the lease itself would meet: quota, budget, a name that is taken.
 */
export async function* takeSpare(
  parts: SpinUp,
  wanted: Wanted,
  signal: AbortSignal,
): AsyncGenerator<Step, Lease | undefined> {
  const { request, asked, host, database, found, lease } = wanted;
  if (request.port !== undefined || !found.known) return undefined;
  // A first start says what is wrong with them.
  if (lease.cpus > wanted.mostCpus || (await wanted.namesake) !== undefined) return undefined;
  const fit = fitOf(database, found.image, asked);
  if (fit === undefined) return undefined;
  for (;;) {
    signal.throwIfAborted();
    const taken = take(parts, wanted, fit);
    if (!taken) return undefined;
    yield { text: `Making a waiting ${database.title} yours` };
    try {
      await claimServer({ host, database, asked, plan: wanted.plan, ...taken }, signal);
      return taken.lease;
    } catch {
      // Whatever it was, the next rung has its own chance; a cancel is thrown at the top.
      await removeEverything(parts.ledger, host, taken.lease);
      parts.ledger.work.release(taken.lease.id);
    }
  }
}

export interface Taken {
  readonly spare: Spare;
  readonly lease: Lease;
}

/** In one transaction: of two callers, also in two processes, each gets another spare, or none. */
function take(parts: SpinUp, { role, host, lease: draft }: Wanted, fit: string): Taken | undefined {
  const { ledger } = parts;
  const { ports } = parts.rules.quota(role);
  return ledger.transaction(() => {
    const spare = ledger.spares.list(host.name).find(
      (candidate) =>
        candidate.fit === fit &&
        candidate.state === "ready" &&
        (!ports || (candidate.port >= ports.first && candidate.port <= ports.last)) &&
        // Somebody may be looking after it just now.
        ledger.work.claim(candidate.id, "being made") === undefined,
    );
    if (!spare?.containerId) return undefined;
    const { id, containerId, port } = spare;
    const lease: Lease = { ...draft, id, containerId, port, state: "claiming" };
    admitting(parts, lease, role);
    ledger.spares.delete(id);
    return { spare, lease };
  });
}
