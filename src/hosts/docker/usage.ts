import type { Usage } from "#core/operations.ts";
import { Sampled } from "./answers.ts";
import type { Engine } from "./engine.ts";
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
    // Go's zero time. Engine 20.10 answers so of running containers, too, when it "received no metrics".
    if (sample.read.startsWith("0001-")) return undefined;
    return { ...statsOf(sample, undefined), ...trafficOf(sample) };
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
