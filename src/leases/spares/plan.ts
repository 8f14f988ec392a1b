import type { Spare, SparesWanted } from "#core/spare.ts";

/** What of one kind there should be, and what one that is made now would be. */
export interface Want extends SparesWanted {
  /** Undefined: its image could not be found just now, so those that are there are left alone. */
  readonly fit: string | undefined;
  /** What one takes, for the budget. */
  readonly memoryBytes: number;
}

export interface SparePlan<W extends Want = Want> {
  readonly remove: readonly Spare[];
  readonly make: readonly W[];
}

/**
 * Pure: what to do about one host's spares. Those that are of no use go: of another image than one would be made from now,
 * too many, half made or half removed by somebody who is gone. One more of each kind that lacks some is made, as far as the
 * budget allows, those first that have fewest.
 */
export function planSpares<W extends Want>(
  spares: readonly Spare[],
  wants: readonly W[],
  budgetBytes: number,
  isBusy: (id: string) => boolean,
): SparePlan<W> {
  const broken = spares.filter(({ id, state }) => state !== "ready" && !isBusy(id));
  const kept = new Map<W, Spare[]>(wants.map((want) => [want, []]));
  const useless: Spare[] = [];
  for (const spare of spares) {
    if (broken.includes(spare)) continue;
    const want = wants.find((candidate) => isOf(spare, candidate));
    const there = want && kept.get(want);
    if (want && there && there.length < want.count) there.push(spare);
    else if (!isBusy(spare.id)) useless.push(spare);
  }

  let left = budgetBytes - [...kept.values()].flat().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  const make: W[] = [];
  for (const [want, there] of [...kept].toSorted(([, a], [, b]) => a.length - b.length)) {
    if (want.fit === undefined || there.length >= want.count || want.memoryBytes > left) continue;
    left -= want.memoryBytes;
    make.push(want);
  }
  return { remove: [...broken, ...useless], make };
}

function isOf({ database, fit }: Spare, want: Want): boolean {
  return want.database === database && (want.fit ?? fit) === fit;
}
