import type { Usage } from "#core/operations.ts";
import type { z } from "zod";
import { Sampled } from "./answers.ts";
import type { Engine } from "./engine.ts";
import { lines } from "./events.ts";
import { about } from "./lookup.ts";
import { UsageSampled } from "./operation-answers.ts";
import { statsOf } from "./stats.ts";

const Both = Sampled.and(UsageSampled);

/** What containers use, network and disk included. */
export class Usages {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** The engine takes two samples a second apart and answers with both. */
  async usage(id: string, signal: AbortSignal): Promise<Usage | undefined> {
    const question = { ...about("measure", id, signal), long: true };
    const sample = await this.#engine.ask(question, Both, (docker) =>
      docker.getContainer(id).stats({ _query: { stream: false }, stream: false }),
    );
    return isMeasured(sample) ? { ...statsOf(sample, undefined), ...trafficOf(sample) } : undefined;
  }

  /** One connection, on which the engine sends a sample a second. The first has none before it to be compared with. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<Usage, void> {
    const question = { ...about("measure", id, signal), withinMs: LONGEST_FOLLOW_MS };
    const pieces = this.#engine.stream(question, (docker) =>
      docker.getContainer(id).stats({ _query: { stream: true }, stream: true }),
    );
    let previous: Sampled | undefined;
    for await (const line of lines(pieces)) {
      const sample = sampleIn(line);
      if (!sample || !isMeasured(sample)) continue;
      if (previous) yield { ...statsOf(sample, previous), ...trafficOf(sample) };
      previous = sample;
    }
  }
}

const LONGEST_FOLLOW_MS = 10 * 60_000;

/** Go's zero time. Engine 20.10 answers so of running containers, too, when it "received no metrics". */
function isMeasured({ read }: Sampled): boolean {
  return !read.startsWith("0001-");
}

/** Undefined for a line that is no sample: one less is a gap in a line, and no reason to end it. */
function sampleIn(line: string): z.output<typeof Both> | undefined {
  try {
    return Both.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** cgroup v1 says "Read", v2 "read". */
export function trafficOf({
  networks,
  blkio_stats: disk,
}: UsageSampled): Omit<Usage, keyof ReturnType<typeof statsOf>> {
  const links = Object.values(networks ?? {});
  const moved = (op: string) =>
    sum(
      (disk?.io_service_bytes_recursive ?? [])
        .filter((entry) => entry.op.toLowerCase() === op)
        .map(({ value }) => value),
    );
  return {
    receivedBytes: sum(links.map(({ rx_bytes: bytes }) => bytes)),
    sentBytes: sum(links.map(({ tx_bytes: bytes }) => bytes)),
    readBytes: moved("read"),
    writtenBytes: moved("write"),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
