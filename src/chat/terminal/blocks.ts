import type { Block } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";
import { progressLine } from "./bar.ts";
import { harmless, inline } from "./harmless.ts";
import type { Page } from "./paint.ts";
import { aligned, labelled, type Entry } from "./table.ts";
import { wrapAll } from "./wrap.ts";

/** Below the title's first letter, so that the marks in the first column can be counted at a glance. */
export const MARGIN = "  ";

/** Lines of one block, none wider than the page but for what must stay whole: secrets and URLs. */
export function blockLines(block: Block, page: Page): string[] {
  const inner: Page = { ...page, width: page.width - MARGIN.length };
  switch (block.kind) {
    case "text":
      return indented(wrapAll(harmless(block.text), inner.width));
    case "fields":
      return indented(fieldLines(Object.entries(block.fields), inner));
    case "table":
      return indented(tableLines(block, inner));
    case "log":
      return indented(logLines(block, inner));
    case "progress":
      return indented([progressLine(block, inner)]);
    case "image":
      return indented(attachmentLines(block.name, block.png, block.alt, inner));
    case "file":
      return indented(attachmentLines(block.name, block.bytes, "", inner));
    default:
      // A secret. The value begins in the first column and is never broken or cut: it is there to be copied.
      return [...indented(headingLines(block.label, inner)), ...harmless(block.value.reveal()).split("\n")];
  }
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? line : MARGIN + line));
}

type Of<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

function headingLines(text: string, page: Page): string[] {
  return wrapAll(inline(text), page.width).map((line) => page.paint("label", line));
}

function fieldLines(entries: readonly Entry[], page: Page): string[] {
  const safe = entries.map(([label, value]) => [inline(label), harmless(value)] as const);
  return labelled(safe, page.width, (label) => page.paint("label", label));
}

function tableLines({ columns, rows }: Of<"table">, page: Page): string[] {
  if (rows.length === 0) return [page.paint("label", "nothing to list")];
  const cells = [columns, ...rows].map((row) => row.map(inline));
  const lines = aligned(cells, page.width);
  if (!lines) return stackedLines(columns, rows, page);
  const [header = "", ...others] = lines;
  return [page.paint("label", header), ...others];
}

/** Rows that are too wide to stand side by side, one below the other. */
function stackedLines(columns: readonly string[], rows: readonly (readonly string[])[], page: Page): string[] {
  return rows.flatMap((row, index) => {
    const lines = fieldLines(
      row.map((cell, column) => [columns[column] ?? "", cell]),
      page,
    );
    return index === 0 ? lines : ["", ...lines];
  });
}

function logLines({ name, text, truncated }: Of<"log">, page: Page): string[] {
  const empty = text.trim() === "";
  const heading = headingLines(name + (empty ? " (empty)" : truncated ? " (the end of it)" : ""), page);
  if (empty) return heading;
  // Further in than anything else: nothing that a container prints can be taken for a line of ours.
  return [...heading, ...indented(wrapAll(harmless(text).replace(/\n+$/, ""), page.width - MARGIN.length))];
}

/** A terminal shows no pictures and this one saves no files: `--json` is how to get at the bytes. */
function attachmentLines(name: string, content: Uint8Array, alt: string, page: Page): string[] {
  const what = `${inline(name)}, ${showBytes(content.length)} (--json gives its bytes)`;
  return [what, ...(alt === "" ? [] : harmless(alt).split("\n"))].flatMap((line) => wrapAll(line, page.width));
}
