import { columns, pieces } from "../columns.ts";

/**
 * One line broken between words into lines of at most `width` columns. A line that begins with spaces keeps them on every
 * line it becomes. A URL is never broken, because half of it is of no use; other words are broken when they must be.
 */
export function wrap(line: string, width: number): string[] {
  if (columns(line) <= width) return [line.trimEnd()];
  const margin = " ".repeat(Math.min(line.search(/\S|$/), Math.floor(width / 2)));
  const room = width - margin.length;
  const lines: string[] = [];
  let current = "";
  // A word with the blanks before it, so that what was aligned by blanks stays aligned where it is not broken.
  for (const [, gap = "", word = ""] of line.trim().matchAll(/( *)([^ ]+)/g)) {
    if (columns(current) + gap.length + columns(word) <= room) {
      current += gap + word;
      continue;
    }
    if (current !== "") lines.push(current);
    const parts = URL_LIKE.test(word) ? [word] : pieces(word, room);
    lines.push(...parts.slice(0, -1));
    current = parts.at(-1) ?? "";
  }
  return [...lines, current].map((text) => margin + text);
}

/** The same for text of several lines. */
export function wrapAll(text: string, width: number): string[] {
  return text.split("\n").flatMap((line) => wrap(line, width));
}

const URL_LIKE = /^\S*[a-z]:\/\//i;
