import { setTimeout as pause } from "node:timers/promises";
import type { Engine } from "./engine.ts";
import { answered, said } from "./errors.ts";
import { about, exactId, lookup } from "./lookup.ts";

/** How long somebody else's removal of the same container may take. */
const GONE_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Removes a container, running or not, with its anonymous volumes; when this returns, it is gone. */
export async function removeContainer(engine: Engine, name: string, signal: AbortSignal): Promise<void> {
  try {
    const id = await exactId(engine, name, signal);
    const question = { ...about("remove", name, signal), headersMs: 60_000, withinMs: 70_000, long: true };
    await engine.tell(question, (docker) => docker.getContainer(id).remove({ _query: { force: true, v: true } }));
  } catch (error) {
    if (answered(error, 404) || isNotFound(error)) return;
    if (!said(error, /removal of container .* is already in progress/)) throw error;
    await untilGone(engine, name, AbortSignal.any([signal, AbortSignal.timeout(GONE_WITHIN_MS)]));
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "not-found";
}

async function untilGone(engine: Engine, name: string, signal: AbortSignal): Promise<void> {
  while (await lookup(engine, name, signal)) await pause(LOOK_EVERY_MS);
}
