import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Database, Target } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import { memory, showBytes, showDuration } from "#core/units.ts";
import { Problem } from "#core/problem.ts";

/** Between two attempts of the driver. An attempt on a port nobody answers costs about 2 ms. */
const pauseMs = 25;
/** At first: a server without anything to set up answers at once, and a person waits for it. */
const eager = { pauseMs: 8, forMs: 400 };
/** Lines of the container's log that a failure shows. */
const logTail = 30;

export interface Awaited {
  readonly host: Host;
  readonly containerId: string;
  readonly database: Database;
  readonly target: Target;
  readonly memoryBytes: number;
  readonly limitMs: number;
  /** What has to succeed, in place of a query of the target's login. A Problem is final. */
  readonly ask?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Waits until the database's own driver, logged in as the caller at the address the caller will dial, got an answer
 * to a query. A port that accepts or a line in the log proves nothing: docker-proxy accepts at once, and the images
 * start a temporary server first.
 *
 * Throws a Problem "container-exited" the moment the container ends, with its last lines and the reason where we know
 * it; "not-ready" after `limitMs`.
 */
export async function waitUntilReady(awaited: Awaited, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const limit = AbortSignal.timeout(awaited.limitMs);
  const either = AbortSignal.any([signal, over.signal, limit]);
  try {
    await awaited.host.forwards?.open(awaited.target.port);
    const exit = awaited.host.containers.wait(awaited.containerId, either).then(() => "exited" as const);
    const answer = probeUntilAnswered(awaited, either).then(() => "answered" as const);
    // Whichever loses is cancelled below; its rejection is then nobody's business.
    exit.catch(() => undefined);
    answer.catch(() => undefined);
    if ((await Promise.race([answer, exit])) === "exited") throw await explainExit(awaited, signal);
  } catch (error) {
    if (limit.aborted && !signal.aborted && !(error instanceof Problem && error.code === "container-exited")) {
      throw await explainSilence(awaited, error, signal);
    }
    throw error;
  } finally {
    over.abort();
  }
}

async function probeUntilAnswered(
  { database, target, ask = (attempt) => probeEither(database, target, attempt) }: Awaited,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  for (;;) {
    try {
      return await ask(signal);
    } catch (error) {
      // A Problem means that no later attempt can succeed.
      if (signal.aborted || error instanceof Problem) throw error;
      const isEager = performance.now() - begun < eager.forMs;
      await delay(isEager ? eager.pauseMs : pauseMs, undefined, { signal });
    }
  }
}

/** When a change of the password was cut off, either may be the one. */
async function probeEither(database: Database, target: Target, signal: AbortSignal): Promise<void> {
  const { next, ...login } = target.login;
  try {
    await database.probe(target, signal);
  } catch (error) {
    if (next === undefined || !database.rotation.isRefusal(error)) throw error;
    await database.probe({ ...target, login: { ...login, password: next } }, signal);
  }
}

async function explainExit(awaited: Awaited, signal: AbortSignal): Promise<Problem> {
  const { host, containerId, database, target, memoryBytes } = awaited;
  const [state, log] = await Promise.all([
    host.containers.inspect(containerId, signal),
    host.containers.logs(containerId, { tail: logTail }, signal),
  ]);
  const exitCode = state?.exitCode ?? -1;
  const outOfMemory = state?.outOfMemory ?? false;
  const reason = database.explainCrash({ exitCode, outOfMemory, memoryBytes, version: target.version, log });
  const how = outOfMemory
    ? `was killed: it needed more than its ${showBytes(memoryBytes)} of memory`
    : `stopped with exit code ${exitCode}`;
  return new Problem(
    "container-exited",
    `${database.title} ${how} before it was ready.${reason ? ` ${reason.reason}` : ""}`,
    {
      hint: reason?.hint ?? (outOfMemory ? `Try more: --memory ${z.encode(memory, memoryBytes * 2)}` : undefined),
      log: { name: `${target.name}.log`, text: log.replaceAll(target.login.password.reveal(), "[redacted]") },
    },
  );
}

async function explainSilence(awaited: Awaited, cause: unknown, signal: AbortSignal): Promise<Problem> {
  const { host, containerId, database, target, limitMs } = awaited;
  const log = await host.containers.logs(containerId, { tail: logTail }, signal);
  return new Problem(
    "not-ready",
    `${database.title} runs, but did not answer at ${target.address}:${target.port} within ${showDuration(limitMs)}.`,
    {
      hint: `If the log below looks well, the address may be wrong: set \`advertise\` of host "${host.name}" in HOSTS to one that reaches it.`,
      log: { name: `${target.name}.log`, text: log.replaceAll(target.login.password.reveal(), "[redacted]") },
      cause,
    },
  );
}
