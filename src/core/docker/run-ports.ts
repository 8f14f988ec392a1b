import { portsOf } from "../docker-run/grammar/ports.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import { nextFree } from "./held-ports.ts";

/** The line with every taken port of the host's replaced by the next one that is free; undefined when there is none. */
export function onFreePorts(request: RunRequest, taken: (port: number) => boolean): RunRequest | undefined {
  const given = new Set<number>();
  const ports = (request.options.ports ?? []).map((published) => {
    const { host } = published;
    // A range keeps its length; which of it is free is another question.
    if (!host || host.first !== host.last || !portsOf(host).some(taken)) return published;
    const free = nextFree(host.first, (port) => taken(port) || given.has(port));
    if (free === undefined) return undefined;
    given.add(free);
    return { ...published, host: { first: free, last: free } };
  });
  const all = ports.filter((port) => port !== undefined);
  return all.length < ports.length ? undefined : { ...request, options: { ...request.options, ports: all } };
}
