import { Problem } from "#core/problem.ts";
import { Waited } from "./answers.ts";
import type { Engine } from "./engine.ts";
import { about, exactId, lookup } from "./lookup.ts";

/** How long one request waits. Then the container is looked at, which notices an engine that has gone silent. */
const SLICE_MS = 60_000;

/** Waits until the container is not running, as long as that takes, and gives its exit code. */
export async function waitForExit(engine: Engine, name: string, signal: AbortSignal): Promise<number> {
  const id = await exactId(engine, name, signal);
  // The engine sends the head of its answer at once and the rest at the end.
  const slice = { headersMs: SLICE_MS, idleMs: SLICE_MS, withinMs: SLICE_MS, long: true };
  const question = { ...about("wait for", name, signal), ...slice };
  for (;;) {
    try {
      return (await engine.ask(question, Waited, (docker) => docker.getContainer(id).wait({}))).StatusCode;
    } catch (error) {
      if (!(error instanceof Problem && error.code === "host-too-slow")) throw error;
    }
    const container = await lookup(engine, id, signal);
    if (!container) throw new Problem("not-found", `There is no container ${name} on ${engine.name} any more.`);
    if (!["running", "paused", "restarting"].includes(container.State.Status)) return container.State.ExitCode;
  }
}
