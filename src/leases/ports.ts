import { Problem } from "#core/problem.ts";
import type { Host } from "#core/host.ts";

/**
 * A free port of the host's range. Chosen by us and fixed, because a port that Docker chooses changes at every restart
 * of the container. Starts at a random place, so that two bots on one engine seldom want the same one.
 *
 * `random` gives [0, 1).
 */
export function choosePort(range: Host["ports"], taken: ReadonlySet<number>, random: () => number): number {
  const size = range.last - range.first + 1;
  const start = Math.floor(random() * size);
  for (let offset = 0; offset < size; offset++) {
    const port = range.first + ((start + offset) % size);
    if (!taken.has(port)) return port;
  }
  throw new Problem("host-full", `All ports from ${range.first} to ${range.last} are in use.`, {
    hint: "Remove a database that is no longer needed (/db list --all), or widen `ports` of the host in HOSTS.",
  });
}
