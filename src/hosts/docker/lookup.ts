import { Problem } from "#core/problem.ts";
import { Inspected } from "./answers.ts";
import { NAME } from "./create-request.ts";
import type { Engine, Question } from "./engine.ts";
import { answered } from "./errors.ts";

/** The question for one container: `about("start", "shop", signal)`. */
export function about(verb: string, id: string, signal: AbortSignal): Question {
  // Of an id, as many characters as `docker ps` shows.
  const thing = `container ${FULL_ID.test(id) ? id.slice(0, 12) : id}`;
  return { doing: `${verb} the ${thing}`, thing, signal };
}

/** The container of this id or exact name, or undefined. */
export async function lookup(engine: Engine, id: string, signal: AbortSignal): Promise<Inspected | undefined> {
  if (!NAME.test(id)) throw badName(id);
  try {
    const found = await engine.ask(about("inspect", id, signal), Inspected, (docker) =>
      docker.getContainer(id).inspect(),
    );
    return found.Id === id || found.Name === `/${id}` ? found : undefined;
  } catch (error) {
    if (answered(error, 404)) return undefined;
    throw error;
  }
}

/**
 * What to call this container in a request. To Docker a name like "cafe" is also the beginning of ids, of any
 * container's: a name that could be one is looked up, and the whole id is used.
 */
export async function exactId(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  if (!NAME.test(id)) throw badName(id);
  if (FULL_ID.test(id) || !/^[0-9a-f]+$/.test(id)) return id;
  const found = await lookup(engine, id, signal);
  if (found) return found.Id;
  throw new Problem("not-found", `There is no container ${id} on ${engine.name}.`);
}

const FULL_ID = /^[0-9a-f]{64}$/;

function badName(id: string): Problem {
  return new Problem("bad-input", `${JSON.stringify(id.slice(0, 64))} cannot be the name of a container.`, {
    hint: "Names are letters, digits and the signs _ . -",
  });
}
