import type { Block } from "#core/reply.ts";
import { columns as widthOf, pad } from "../columns.ts";
import { cut, inline } from "../text.ts";
import { CELL_CHARACTERS, TABLE_CHARACTERS, TABLE_COLUMNS } from "./limits.ts";
import { bold, codeBlock, escapeMarkdown } from "./markdown.ts";
import type { Piece } from "./pieces.ts";

type Cells = readonly (readonly string[])[];

/**
 * A narrow table as aligned lines; a wide one as a list, its first column in bold, as a phone shows about 40 characters of a line.
 * What does not fit is never dropped in silence: the first rows are shown, a line says how many there are, and all of them are a
 * file.
 */
export function tablePieces({ columns, rows }: Extract<Block, { kind: "table" }>): readonly Piece[] {
  if (rows.length === 0 || columns.length === 0) return [{ text: "Nothing to list.", plain: "Nothing to list." }];
  const [head, ...body]: Cells = [columns, ...rows].map((row) => columns.map((_, index) => inline(row[index] ?? "")));
  const cells = [head ?? [], ...body];
  const isNarrow = lineWidth(cells) <= TABLE_COLUMNS;
  const shown = isNarrow ? asLines(cells) : asList(head ?? [], body);
  const whole = shown.rows === rows.length && !shown.isCut;
  const note = whole ? [] : [`${shown.rows} of ${rows.length} rows; all of it is in the file.`];
  return [
    {
      text: [shown.text, ...note].filter((line) => line !== "").join("\n"),
      plain: aligned(cells),
      ...(!whole && {
        file: { name: "table.txt", bytes: new TextEncoder().encode(`${aligned(cells)}\n`), kind: "text" },
      }),
    },
  ];
}

interface Shown {
  readonly text: string;
  readonly rows: number;
  /** A cell was too long to be shown whole. */
  readonly isCut: boolean;
}

function asLines(cells: Cells): Shown {
  const [head = "", ...lines] = aligned(cells).split("\n");
  const fitting = firstFitting(lines, TABLE_CHARACTERS - head.length);
  return { text: codeBlock([head, ...fitting].join("\n")), rows: fitting.length, isCut: false };
}

/** A row as `**shop** — Kind: postgres · State: running`; of two columns the second needs no name. */
function asList(head: readonly string[], rows: Cells): Shown {
  const isPair = head.length === 2;
  const lines = rows.map(([first = "", ...others]) => {
    const rest = others.flatMap((cell, index) => {
      if (cell === "") return [];
      const text = escapeMarkdown(cut(cell, CELL_CHARACTERS));
      return [isPair ? text : `${escapeMarkdown(cut(head[index + 1] ?? "", CELL_CHARACTERS))}: ${text}`];
    });
    return [bold(cut(first, CELL_CHARACTERS)) || "–", rest.join(" · ")].filter((part) => part !== "").join(" — ");
  });
  const fitting = firstFitting(lines, TABLE_CHARACTERS);
  const isCut = [head, ...rows.slice(0, fitting.length)].some((row) =>
    row.some((cell) => cell.length > CELL_CHARACTERS),
  );
  return { text: fitting.join("\n"), rows: fitting.length, isCut };
}

function firstFitting(lines: readonly string[], most: number): readonly string[] {
  let left = most;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

function aligned(cells: Cells): string {
  const widths = columnWidths(cells);
  return cells
    .map((row) =>
      row
        .map((cell, index) => pad(cell, widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function columnWidths(cells: Cells): readonly number[] {
  // Not Math.max(...cells): a long table has more rows than a call takes arguments.
  return (cells[0] ?? []).map((_, column) =>
    cells.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), 0),
  );
}

function lineWidth(cells: Cells): number {
  return columnWidths(cells).reduce((total, width) => total + width + 2, -2);
}
