import { Problem } from "#core/problem.ts";
import type { Inspected } from "./answers.ts";
import type { Engine } from "./engine.ts";
import { lookup } from "./lookup.ts";

/**
 * Looks whether a container that was just created is what was asked for. `differences` gives what it lacks, each as
 * words for a sentence; what this kind of engine does not tell of does not count.
 *
 * @returns The container.
 * @throws Problem "host-refused" that names what is missing.
 */
export async function verifyMade(
  engine: Engine,
  { name, id }: { readonly name: string; readonly id: string },
  differences: (container: Inspected) => readonly string[],
  signal: AbortSignal,
): Promise<Inspected> {
  const container = await lookup(engine, id, signal);
  const { dialect } = await engine.version({ doing: `look at ${name}`, signal });
  const lacks = container
    ? differences(container).filter((what) => !dialect?.unseen.includes(what))
    : ["the container itself"];
  if (container && lacks.length === 0) return container;
  throw new Problem("host-refused", `Docker on ${engine.name} made ${name} without ${lacks.join(", ")}.`, {
    hint: `docker info (on ${engine.name}) warns about what its kernel cannot limit.`,
  });
}
