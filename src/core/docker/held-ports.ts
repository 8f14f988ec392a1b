import type { CreateBody } from "../docker-run/create-body.ts";
import type { ContainerRow } from "../operations.ts";

/** A port of the host that a request wants and somebody has. */
export interface Held {
  readonly port: number;
  /** Of the container that has it. */
  readonly holder: string;
}

/** Every port of the host that a container holds, with the container. Of a stopped one the engine does not say. */
export function portsInUse(rows: readonly ContainerRow[]): ReadonlyMap<number, string> {
  return new Map(
    rows.flatMap(({ name, ports }) => ports.flatMap(({ host }) => (host === undefined ? [] : [[host, name]]))),
  );
}

/** The ports of a request that are taken already. */
export function heldPorts({ HostConfig }: CreateBody, inUse: ReadonlyMap<number, string>): readonly Held[] {
  return wantedPorts(HostConfig).flatMap((port) => {
    const holder = inUse.get(port);
    return holder === undefined ? [] : [{ port, holder }];
  });
}

export function wantedPorts({ PortBindings = {} }: CreateBody["HostConfig"]): readonly number[] {
  return Object.values(PortBindings)
    .flat()
    .flatMap(({ HostPort }) => (/^\d+$/.test(HostPort) ? [Number(HostPort)] : []));
}

/** The first free one above, or undefined when there is none. */
export function nextFree(port: number, taken: (port: number) => boolean): number | undefined {
  for (let next = port + 1; next <= 65_535; next++) if (!taken(next)) return next;
  return undefined;
}

/** So many free ports of a range, from a random place on. `random` gives [0, 1). */
export function freePorts(
  range: { readonly first: number; readonly last: number },
  count: number,
  taken: (port: number) => boolean,
  random: () => number,
): readonly number[] {
  const size = range.last - range.first + 1;
  const start = Math.floor(random() * size);
  const found: number[] = [];
  for (let offset = 0; offset < size && found.length < count; offset++) {
    const port = range.first + ((start + offset) % size);
    if (!taken(port)) found.push(port);
  }
  return found;
}
