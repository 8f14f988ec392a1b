import type { ContainerRow } from "../operations.ts";
import { Problem } from "../problem.ts";
import { nearest } from "../suggest.ts";

/** As many characters of an id as `docker ps` shows. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, "").slice(0, 12);
}

type Named = Pick<ContainerRow, "id" | "name">;

/**
 * The container of this exact name, or the one whose id begins so. A name that only looks alike is offered and never
 * taken; several ids that begin so are listed.
 */
export function pickContainer<T extends Named>(rows: readonly T[], text: string, host: string): T {
  const named = rows.find(({ name }) => name === text);
  if (named) return named;
  const beginning = /^[0-9a-f]{1,64}$/.test(text) ? rows.filter(({ id }) => id.startsWith(text)) : [];
  const [one, another] = beginning;
  if (one && !another) return one;
  if (one) {
    const listed = beginning.slice(0, 10).map(({ id, name }) => `${shortId(id)} is ${name}`);
    throw new Problem(
      "ambiguous",
      `${beginning.length} containers on ${host} begin with ${text}: ${listed.join(", ")}.`,
      {
        hint: "Give the name, or more of the id.",
      },
    );
  }
  const guess = nearest(
    text,
    rows.map(({ name }) => name),
  );
  throw new Problem("not-found", `There is no container called "${text}" on ${host}.`, {
    hint: guess === undefined ? "See them: /docker ps --all" : `Did you mean ${guess}?`,
  });
}

/** The network or volume of exactly this name. */
export function pickNamed<T extends { readonly name: string }>(
  kind: "network" | "volume",
  things: readonly T[],
  name: string,
  host: string,
): T {
  const found = things.find((thing) => thing.name === name);
  if (found) return found;
  const guess = nearest(
    name,
    things.map((thing) => thing.name),
  );
  throw new Problem("not-found", `There is no ${kind} called "${name}" on ${host}.`, {
    hint: guess === undefined ? `See them: /docker ${kind} ls` : `Did you mean ${guess}?`,
  });
}
