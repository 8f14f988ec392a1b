import type { SparesWanted } from "#core/spare.ts";

/** Somebody asked for one. */
export interface Asked {
  readonly database: string;
  readonly version: string | undefined;
  readonly at: number;
}

/** Who is on call asks for several within minutes, and again within the hour. */
export const DEMAND_MS = 2 * 3_600_000;
const BURST_MS = 10 * 60_000;
const MOST = 5;

/** Pure: of each kind, as many as were asked for within any ten minutes of the last two hours, and five at most. */
export function demandOf(asked: readonly Asked[], now: number): SparesWanted[] {
  const recent = asked.filter(({ at }) => at > now - DEMAND_MS).toSorted((a, b) => a.at - b.at);
  const kinds = Map.groupBy(recent, ({ database, version }) => `${database}:${version ?? ""}`);
  return [...kinds.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const bursts = same.map(({ at }) => same.filter((other) => other.at >= at && other.at < at + BURST_MS).length);
    return [{ database: first.database, version: first.version, count: Math.min(MOST, Math.max(...bursts)) }];
  });
}

/** Pure: of each kind the larger number. */
export function together(...lists: readonly (readonly SparesWanted[])[]): SparesWanted[] {
  const byKind = new Map<string, SparesWanted>();
  for (const wanted of lists.flat()) {
    const key = `${wanted.database}:${wanted.version ?? ""}`;
    if ((byKind.get(key)?.count ?? -1) < wanted.count) byKind.set(key, wanted);
  }
  return [...byKind.values()];
}
