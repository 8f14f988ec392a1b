import type { ContainerStats } from "#core/host.ts";
import { Sampled } from "./answers.ts";
import type { Engine } from "./engine.ts";
import { about, exactId } from "./lookup.ts";

/**
 * How old a sample may be to be the first of two. An average over longer says little about now, and the kernel gives out
 * a limited CPU in periods of 100 ms, of which one may be all idle or all busy.
 */
const PREVIOUS_MS = { least: 1_000, most: 60_000 };
/** Containers whose last sample is kept. */
const MOST_SAMPLES = 500;

/**
 * What containers use. The CPU is a difference of two samples. Without an earlier one the engine takes two, a second
 * apart; with one of a while ago it is asked for a single sample, which takes Engine 28 some 5 ms (20.10 a second all the same).
 */
export class Samples {
  readonly #engine: Engine;
  readonly #previous = new Map<string, { readonly sample: Sampled; readonly at: number }>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async stats(name: string, signal: AbortSignal): Promise<ContainerStats> {
    const id = await exactId(this.#engine, name, signal);
    const last = this.#previous.get(id);
    const ageMs = Date.now() - (last?.at ?? 0);
    const previous = ageMs >= PREVIOUS_MS.least && ageMs < PREVIOUS_MS.most ? last?.sample : undefined;
    const query = { stream: false, "one-shot": previous ? true : undefined };
    const question = { ...about("measure", name, signal), long: true };
    const sample = await this.#engine.ask(question, Sampled, (docker) =>
      docker.getContainer(id).stats({ _query: query, stream: false }),
    );
    this.#keep(id, sample);
    return statsOf(sample, previous);
  }

  #keep(id: string, sample: Sampled): void {
    this.#previous.delete(id);
    this.#previous.set(id, { sample, at: Date.now() });
    const [oldest] = this.#previous.keys();
    if (this.#previous.size > MOST_SAMPLES && oldest !== undefined) this.#previous.delete(oldest);
  }
}

/** A sample in our words; all zero for a container that does not run. */
export function statsOf(sample: Sampled, previous: Sampled | undefined): ContainerStats {
  const memory = sample.memory_stats;
  return {
    cpus: cpus(sample, previous),
    memoryBytes: memory ? memory.usage - cache(memory.usage, memory.stats ?? {}) : 0,
    memoryLimitBytes: memory?.limit ?? 0,
    pids: sample.pids_stats?.current ?? 0,
  };
}

/** File pages the kernel would give back first: they are not what the container needs. cgroup v1, then v2. */
function cache(usage: number, stats: Readonly<Record<string, number>>): number {
  const inactive = stats["total_inactive_file"] ?? stats["inactive_file"] ?? 0;
  return inactive < usage ? inactive : 0;
}

function cpus(sample: Sampled, previous: Sampled | undefined): number {
  const before = previous
    ? { read: previous.read, cpu: previous.cpu_stats }
    : { read: sample.preread, cpu: sample.precpu_stats };
  const used = usedNanoseconds(sample.cpu_stats) - usedNanoseconds(before.cpu);
  // Both clocks agree within 1 %; only this one is also Podman's.
  const elapsedMs = Date.parse(sample.read) - Date.parse(before.read);
  // After a restart the counter begins again; "0001-…" is no sample.
  if (!before.read || before.read.startsWith("0001") || !(elapsedMs > 0) || used <= 0) return 0;
  return used / (elapsedMs * 1e6);
}

function usedNanoseconds(cpu: Sampled["cpu_stats"]): number {
  return cpu?.cpu_usage?.total_usage ?? 0;
}
