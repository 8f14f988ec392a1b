import type { Operations, Usage } from "../operations.ts";
import { Problem } from "../problem.ts";

/** Each is a connection of its own, on which the engine takes two seconds to answer: few at once would be slow. */
const AT_ONCE = 64;

export interface Measured {
  readonly name: string;
  /** Undefined when it ended meanwhile, or the engine could not measure it. */
  readonly usage: Usage | undefined;
  /** CPUs it may use; 0 is without limit. */
  readonly cpus: number;
  /** 0 is without limit. */
  readonly pids: number;
}

type Measurable = { readonly id: string; readonly name: string };

/** What containers use, in parallel, each with its limits. One that ends meanwhile does not spoil the others. */
export async function measureAll(
  containers: readonly Measurable[],
  operations: Pick<Operations, "usage" | "inspect">,
  signal: AbortSignal,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const waiting = [...containers.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, container] = next;
      measured[index] = await measure(container, operations, signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, containers.length) }, worker));
  return measured;
}

async function measure(
  { id, name }: Measurable,
  operations: Pick<Operations, "usage" | "inspect">,
  signal: AbortSignal,
): Promise<Measured> {
  const gone = (error: unknown) => {
    if (error instanceof Problem && error.code === "not-found") return undefined;
    throw error;
  };
  const [usage, detail] = await Promise.all([
    operations.usage(id, signal).catch(gone),
    operations.inspect(id, signal).catch(gone),
  ]);
  return { name, usage, cpus: detail?.limits.cpus ?? 0, pids: detail?.limits.pids ?? 0 };
}
