import type { Host } from "#core/host.ts";
import type { Lease, Resumed } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { exclusively } from "./exclusive.ts";
import { kindOf } from "./kind.ts";
import { containerGone, start } from "./lifecycle.ts";
import type { SpinUp } from "./parts.ts";
import { drained } from "./steps.ts";

type Parts = Pick<SpinUp, "ledger" | "hosts" | "databases">;

/**
 * Stops these in good order, as their host's machine is about to stop, which would cut them off. Written down before: whoever
 * starts the machine again, another bot process too, knows what to bring back. Docker does not, as it was told to stop them.
 *
 * One that does not stop is cut off then, and brought back all the same.
 */
export async function* pause(
  parts: Parts,
  host: Host,
  leases: readonly Lease[],
  signal: AbortSignal,
): AsyncGenerator<Step, void> {
  const { ledger, databases } = parts;
  // With `--rm` its end is its end.
  const kept = leases.filter(({ removeWhenEnded }) => removeWhenEnded !== true);
  remember(parts, host, [...new Set([...paused(parts, host), ...kept.map(({ id }) => id)])]);
  if (kept.length > 0) yield { text: `Stopping ${kept.map(({ name }) => name).join(", ")}` };
  await Promise.allSettled(
    kept.map((lease) =>
      drained(
        exclusively(ledger, lease, "being stopped", signal, async function* () {
          yield { text: `Stopping ${lease.name}` };
          const seconds = await kindOf(databases, lease).stopSeconds(host, signal);
          await host.containers.stop(lease.containerId ?? lease.name, seconds, signal);
        }),
      ),
    ),
  );
}

/** Starts what `pause` stopped there, one after the other. What does not start is told, and tried again the next time. */
export async function* resume(parts: Parts, host: Host, signal: AbortSignal): AsyncGenerator<Step, Resumed> {
  const { ledger } = parts;
  const back: Lease[] = [];
  const failed: { lease: Lease; why: string }[] = [];
  for (const id of paused(parts, host)) {
    const lease = ledger.get(id);
    // Removed since, or its time is over.
    const isOver = !lease || lease.endedAt !== undefined;
    try {
      if (!isOver) {
        yield { text: `Bringing ${lease.name} back` };
        yield* exclusively(ledger, lease, "being started", signal, () => startEither(parts, host, lease, signal));
        back.push(lease);
      }
      const left = paused(parts, host).filter((other) => other !== id);
      remember(parts, host, left);
    } catch (error) {
      if (!lease || !(error instanceof Problem)) throw error;
      failed.push({ lease, why: error.message });
    }
  }
  return { back, failed };
}

/** What is to be brought back there, by lease id. */
function paused({ ledger }: Parts, { name }: Host): readonly string[] {
  return (ledger.fact(factOf(name)) ?? "").split(" ").filter((id) => id !== "");
}

function remember({ ledger }: Parts, { name }: Host, ids: readonly string[]): void {
  ledger.note(factOf(name), ids.join(" "));
}

function factOf(host: string): string {
  return `paused:${host}`;
}

/** A database answers at the end of it. */
export async function* startEither(
  parts: Parts,
  host: Host,
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<Step, unknown> {
  if (lease.kind !== "container") return yield* start(parts, lease, signal);
  const id = lease.containerId ?? lease.name;
  await host.containers.start(id, signal);
  const container = await host.containers.inspect(id, signal);
  if (!container) throw containerGone(lease);
  return container;
}
