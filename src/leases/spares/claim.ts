import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Secret } from "#core/secret.ts";
import type { Spare } from "#core/spare.ts";
import { secretFiles } from "../container-spec.ts";
import { targetOf } from "../target.ts";

/** A server that runs has no reason to take longer; the caller is better served by the next rung. */
const CLAIM_MS = 10_000;

export interface Claiming {
  readonly host: Host;
  readonly database: Database;
  readonly asked: DatabaseRequest;
  readonly plan: DatabasePlan;
  readonly spare: Pick<Spare, "login">;
  readonly lease: Lease;
}

/**
 * Makes a server that was made ahead the lease's: files and logins. After it the caller is in, and nobody else; when it
 * throws, what is left is to be thrown away. `settleSpare` gives it the rest, which nobody has to wait for.
 */
export async function claimServer(
  { host, database, asked, plan, spare, lease }: Claiming,
  caller: AbortSignal,
): Promise<void> {
  const { ahead } = database;
  const { containerId } = lease;
  if (!ahead || containerId === undefined) throw new Error(`${lease.id} was not made ahead`);
  const signal = AbortSignal.any([caller, AbortSignal.timeout(CLAIM_MS)]);
  const waiting = { ...targetOf(lease), login: spare.login };
  // What only the first start read must not be there for another one.
  const { files } = ahead.plan({ ...asked, login: spare.login });
  const emptied = files
    .filter(({ name }) => !plan.files.some((file) => file.name === name))
    .map(({ name }) => ({ name, content: new Secret("") }));
  const put = { ...plan, files: [...plan.files, ...emptied] };
  const made = async () => {
    await ahead.claim(asked, plan.files)(waiting, signal);
    await host.forwards?.open(lease.port);
    // Once: a server that runs and does not let the caller in is of no use.
    await database.probe(targetOf(lease), signal);
  };
  // Both are waited for, whatever becomes of one: nothing may be under way when the container is removed.
  const outcomes = await Promise.allSettled([
    host.containers.putFiles(containerId, plan.secretPaths[0], secretFiles(put, database, true), signal),
    made(),
  ]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/**
 * What a spare lacks when it has been handed out: its limits, which are less than the lease's until then, and last its name,
 * by which one that was cut off in between is known. Does no harm when it is done again.
 */
export async function settleSpare(
  host: Host,
  { containerId, name, memoryBytes, cpus }: Lease,
  signal: AbortSignal,
): Promise<void> {
  if (containerId === undefined) return;
  await host.operations.update(containerId, { memoryBytes, cpus }, signal);
  await host.operations.rename(containerId, name, signal);
}
