import { setTimeout as delay } from "node:timers/promises";
import type { Database, Target } from "#core/database.ts";
import type { ContainerFile, Host } from "#core/host.ts";
import type { Lease, Rotated } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import type { Secret } from "#core/secret.ts";
import type { Ledger } from "./ledger.ts";
import { containerGone, resolve } from "./lifecycle.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { newPassword } from "./login.ts";
import { targetOf } from "./target.ts";

/** Not cancelled with the request: half changed is the worst of all. */
const limitMs = 30_000;
const pauseMs = 50;

/**
 * Gives a running database a new password. The new one is in the ledger beside the old one before the server hears of it,
 * and the old one stays there until a login has proved the new one: killed at any moment, one of the two works, and the
 * next attempt, also the one of a start, goes on with the same new one.
 */
export async function* rotate(
  parts: Lifecycle & { readonly ledger: Ledger },
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<Step, Rotated> {
  const { host, database, containerId } = resolve(parts, lease);
  const state = await host.containers.inspect(containerId, signal);
  if (!state) throw containerGone(lease);
  if (state.status !== "running") {
    throw new Problem("not-ready", `${lease.name} does not run, and its password can be changed only while it does.`, {
      hint: `Start it first: /db start ${lease.name}`,
    });
  }
  if (lease.login.next === undefined) {
    yield { text: `Logging in to ${lease.name}` };
    await checkLogin(database, lease, signal);
    const { user, password, database: name } = lease.login;
    parts.ledger.update(lease.id, { login: { user, password, database: name, next: newPassword() } });
  }
  yield { text: `Changing the password of ${lease.name}` };
  return finishRotation(parts.ledger, host, database, parts.ledger.get(lease.id) ?? lease);
}

/** Brings what was begun to its end, from wherever it was cut off. Gives the lease as it is then. */
export async function finishRotation(ledger: Ledger, host: Host, database: Database, lease: Lease): Promise<Rotated> {
  const { user, password, database: name, next } = lease.login;
  if (next === undefined) throw new Error(`no new password was chosen for ${lease.name}`);
  const signal = AbortSignal.timeout(limitMs);
  const login = { user, password: next, database: name };
  const before = { ...targetOf(lease), login: { ...login, password } };
  const after = { ...before, login };

  const files = database.rotation.files(login, lease.version);
  if (files.length > 0) await putSecrets(host, lease.containerId ?? lease.name, files, signal);
  try {
    await changeUntilProven(database, before, after, signal);
    await database.rotation.endSessions?.(after, signal);
    await refusedAtLast(database, before, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Problem("not-ready", `${lease.name} did not answer while its password was being changed.`, {
      hint: `Its old password may still work, or not any more. Go on with it: /db rotate ${lease.name}`,
      cause: error,
    });
  }
  ledger.update(lease.id, { login });
  return { lease: ledger.get(lease.id) ?? lease, endedSessions: database.rotation.endSessions !== undefined };
}

/** Nothing is begun with a server that does not let us in. */
async function checkLogin(database: Database, lease: Lease, signal: AbortSignal): Promise<void> {
  const answer = await attempt(database, targetOf(lease), AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
  if (answer === "in") return;
  throw new Problem("not-ready", `${lease.name} refuses the password we have for it: somebody changed it over there.`, {
    hint: "Change it back, or to one of your own, with the database's own client.",
  });
}

/** Asks for the change as long as the server knows only the old password. An answer that is lost is found out by looking. */
async function changeUntilProven(
  database: Database,
  before: Target,
  after: Target & { readonly login: { readonly password: Secret } },
  signal: AbortSignal,
): Promise<void> {
  while ((await attempt(database, after, signal)) === "refused") {
    try {
      await database.rotation.change(before, after.login.password, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!database.rotation.isRefusal(error)) {
        await delay(pauseMs, undefined, { signal });
      } else if ((await attempt(database, after, signal)) === "refused") {
        throw new Problem("not-ready", `${before.name} refuses both the old and the new password.`, {
          hint: "Somebody changed it over there. Change it back with the database's own client, then try again.",
        });
      }
    }
  }
}

async function refusedAtLast(database: Database, before: Target, signal: AbortSignal): Promise<void> {
  if ((await attempt(database, before, signal)) === "in")
    throw new Error(`${before.name} takes its old password still`);
}

/** Whether the server lets somebody in: asks until it says so, the one way or the other. */
async function attempt(database: Database, target: Target, signal: AbortSignal): Promise<"in" | "refused"> {
  for (;;) {
    try {
      await database.probe(target, signal);
      return "in";
    } catch (error) {
      if (database.rotation.isRefusal(error)) return "refused";
      if (signal.aborted || error instanceof Problem) throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
}

async function putSecrets(
  host: Host,
  containerId: string,
  files: readonly Pick<ContainerFile, "name" | "content">[],
  signal: AbortSignal,
): Promise<void> {
  const user = (await host.operations.inspect(containerId, signal))?.isolation.user ?? "";
  const [, uid, gid] = /^(\d+):(\d+)$/.exec(user) ?? [];
  // A container that starts as root steps down to a user we do not know; see where the files are put the first time.
  const owner =
    uid === undefined ? { mode: 0o444, uid: 0, gid: 0 } : { mode: 0o400, uid: Number(uid), gid: Number(gid) };
  await host.containers.putFiles(
    containerId,
    SECRETS,
    files.map((file) => ({ ...file, ...owner })),
    signal,
  );
}

/** The first of every plan's `secretPaths`. */
const SECRETS = "/run/secrets";
