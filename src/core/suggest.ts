/** Longer words are not typos of anything we know, and comparing them costs the product of both lengths. */
const LONGEST_WORD = 64;

/**
 * The candidate somebody probably meant, or undefined when none is near enough to be worth naming.
 *
 * `postgers` → `postgres` (two letters swapped), `net` → `network` (a beginning), `size` → `shm-size` (one of its
 * parts), `server-collation` → `collation-server` (parts in another order). Case does not count. Among equals the first
 * candidate wins, so put the commonest first.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === "" || word.length > LONGEST_WORD) return undefined;
  let best: { candidate: string; cost: number } | undefined;
  for (const candidate of candidates) {
    const cost = costOf(word.toLowerCase(), candidate.toLowerCase());
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { candidate, cost };
  }
  return best?.candidate;
}

/** ` Did you mean "postgres"?`, or nothing: to be put behind a sentence. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  show = (found: string) => `"${found}"`,
): string {
  const found = nearest(word, candidates);
  return found === undefined ? "" : ` Did you mean ${show(found)}?`;
}

/** How far a candidate is, in edits; undefined is too far. A shared beginning or part is worth less than one edit. */
function costOf(word: string, candidate: string): number | undefined {
  if (word === candidate) return 0;
  if (candidate === "" || candidate.length > LONGEST_WORD) return undefined;
  const costs: number[] = [];

  const edits = editDistance(word, candidate);
  if (edits <= tolerance(word, candidate)) costs.push(edits);

  const longer = candidate.length - word.length;
  if (word.length >= 2 && candidate.startsWith(word)) costs.push(0.5 + longer / 100);

  const wordParts = word.split(/[-_.]/);
  const candidateParts = candidate.split(/[-_.]/);
  if (word.length >= 3 && candidateParts.some((part) => part.startsWith(word))) costs.push(0.9 + longer / 100);
  if (candidate.length >= 3 && wordParts.includes(candidate)) costs.push(1.5 - longer / 100);
  if (wordParts.length > 1 && wordParts.length === candidateParts.length) {
    const sorted = editDistance(wordParts.sort().join("-"), candidateParts.sort().join("-"));
    if (sorted <= tolerance(word, candidate)) costs.push(sorted + 0.5);
  }
  return costs.length === 0 ? undefined : Math.min(...costs);
}

/** Edits that still look like a slip of the finger: none in one letter, one in up to four, then one in four. */
function tolerance(word: string, candidate: string): number {
  const length = Math.max(word.length, candidate.length);
  if (word.length < 2) return 0;
  return length <= 4 ? 1 : Math.max(2, Math.floor(length / 4));
}

/** Damerau–Levenshtein distance in its "optimal string alignment" form: insert, delete, replace, swap neighbours. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
