import { columns, fit, pad } from "../columns.ts";
import { wrap } from "./wrap.ts";

const GAP = 2;
/** A column is not cut below this: what is left of it would say nothing. */
const LEAST = 8;

/**
 * Rows as lines of aligned cells, the header first. Where they are too wide the widest columns give way: sentences are broken
 * between words, single words are cut with an ellipsis. Undefined when even that is not enough, and the rows are better
 * read one below the other.
 */
export function aligned(rows: readonly (readonly string[])[], width: number): string[] | undefined {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => columns(row[column] ?? ""))),
  );
  const widths = fitted(natural, width - GAP * (count - 1));
  if (!widths) return undefined;
  return rows.flatMap((row) => {
    const cells = widths.map((width, column) => cellLines(row[column] ?? "", width));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, index) =>
      widths
        .map((width, column) => pad(cells[column]?.[index] ?? "", width))
        .join(" ".repeat(GAP))
        .trimEnd(),
    );
  });
}

function cellLines(cell: string, width: number): string[] {
  if (cell.split(" ").some((word) => columns(word) > width)) return [fit(cell, width)];
  return wrap(cell, width);
}

export type Entry = readonly [label: string, value: string];

/** Names with values beside them, the values aligned; a name that is too long stands alone above its value. */
export function labelled(entries: readonly Entry[], width: number, paintLabel: (label: string) => string): string[] {
  const longest = Math.max(0, ...entries.map(([label]) => columns(label)));
  const column = Math.min(longest, Math.floor(width / 3));
  const left = column + GAP;
  return entries.flatMap(([label, value]) => {
    const [first = "", ...others] = value.split("\n").flatMap((line) => wrap(line, width - left));
    const below = others.map((line) => " ".repeat(left) + line);
    if (columns(label) <= column) {
      return [(paintLabel(label) + " ".repeat(left - columns(label)) + first).trimEnd(), ...below];
    }
    return [...wrap(label, width).map(paintLabel), " ".repeat(left) + first, ...below];
  });
}

/** The widths of the columns in this room: the widest gives way first. */
function fitted(natural: readonly number[], room: number): number[] | undefined {
  const least = natural.map((width) => Math.min(width, LEAST));
  if (sum(least) > room) return undefined;
  const widths = natural.map((width) => Math.min(width, room));
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const shrinkable = widths.map((width, column) => (width > (least[column] ?? 0) ? width : 0));
    const widest = shrinkable.indexOf(Math.max(...shrinkable));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
