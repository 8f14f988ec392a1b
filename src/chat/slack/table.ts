import type { types } from "@slack/bolt";
import type { Block } from "#core/reply.ts";
import { CELL_CHARACTERS, TABLE_CHARACTERS, TABLE_COLUMNS, TABLE_ROWS } from "./limits.ts";
import type { Piece } from "./pieces.ts";
import { paragraph, preformatted, richText } from "./rich-text.ts";
import { cut, inline } from "./text.ts";

type Cells = readonly (readonly string[])[];

/** Columns wider than this are cut in the text form; beside them nothing else would be seen. */
const COLUMN_CHARACTERS = 60;

/**
 * A table as Slack's block, or as aligned text where no such block may stand. What does not fit is never dropped in
 * silence: the first rows are shown, a line says how many there are, and all of them are a file.
 */
export function tablePiece({ columns, rows }: Extract<Block, { kind: "table" }>, asBlock: boolean): Piece {
  if (rows.length === 0 || columns.length === 0) {
    return { blocks: [richText(paragraph({ text: "Nothing to list." }))], plain: "Nothing to list." };
  }
  const cells = [columns, ...rows].map((row) => columns.map((_, index) => inline(row[index] ?? "")));
  const narrow = cells.map((row) => row.slice(0, TABLE_COLUMNS).map((cell) => cut(cell, CELL_CHARACTERS)));
  const shown = asBlock ? fitting(narrow, (row) => sum(row)) : fitting(narrow, () => lineLength(narrow));
  const whole = shown.length === cells.length && cells.every((row, index) => sum(row) === sum(shown[index] ?? []));
  const note = `${shown.length - 1} of ${rows.length} rows; all of it is in the file.`;
  return {
    blocks: [
      asBlock ? tableBlock(shown) : richText(preformatted(aligned(shown))),
      ...(whole ? [] : [richText(paragraph({ text: note }))]),
    ],
    plain: whole ? aligned(shown) : `${aligned(shown)}\n${note}`,
    ...(!whole && { file: { name: "table.txt", bytes: new TextEncoder().encode(`${aligned(cells, Infinity)}\n`) } }),
  };
}

function tableBlock(cells: Cells): types.TableBlock {
  return {
    type: "table",
    column_settings: (cells[0] ?? []).map(() => ({ is_wrapped: true })),
    rows: cells.map((row, index) =>
      row.map((cell) =>
        index === 0
          ? richText(paragraph({ text: cell, bold: true }))
          : // An empty cell is refused.
            { type: "raw_text" as const, text: cell === "" ? "–" : cell },
      ),
    ),
  };
}

/** The first rows whose cells fit into one table. */
function fitting(cells: Cells, cost: (row: readonly string[]) => number): Cells {
  let left = TABLE_CHARACTERS;
  const end = cells.findIndex((row, index) => {
    left -= cost(row);
    return index >= TABLE_ROWS || left < 0;
  });
  return end === -1 ? cells : cells.slice(0, Math.max(1, end));
}

function aligned(cells: Cells, most = COLUMN_CHARACTERS): string {
  const widths = columnWidths(cells, most);
  return cells
    .map((row) =>
      row
        .map((cell, index) => cut(cell, most).padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function columnWidths(cells: Cells, most: number): readonly number[] {
  return (cells[0] ?? []).map((_, column) => Math.min(most, Math.max(...cells.map((row) => row[column]?.length ?? 0))));
}

function lineLength(cells: Cells): number {
  return columnWidths(cells, COLUMN_CHARACTERS).reduce((total, width) => total + width + 2, 0);
}

function sum(row: readonly string[]): number {
  return row.reduce((total, cell) => total + cell.length, 0);
}
