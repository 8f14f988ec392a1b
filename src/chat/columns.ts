import { createRequire } from "node:module";
import type StringWidth from "string-width";

/** How many columns of a terminal a text takes: 2 for 表 and 🚀, 0 for a combining accent. */
export function columns(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth()(text);
}

/** The text in at most `width` columns; what is cut off is replaced by an ellipsis. */
export function fit(text: string, width: number): string {
  if (columns(text) <= width) return text;
  return width < 2 ? "…" : `${pieces(text, width - 1)[0] ?? ""}…`;
}

export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - columns(text)));
}

/** The text cut into pieces of at most `width` columns, never inside a character that people see as one. */
export function pieces(text: string, width: number): string[] {
  if (width < 1) return [text];
  if (PLAIN.test(text)) return slices(text, width);
  const found: string[] = [];
  let piece = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const wide = columns(segment);
    if (used + wide > width && piece !== "") {
      found.push(piece);
      piece = "";
      used = 0;
    }
    piece += segment;
    used += wide;
  }
  return [...found, piece];
}

/** Most text is this, and a log of 1 MiB is not to be counted character by character. */
const PLAIN = /^[ -~]*$/;

function slices(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  return Array.from({ length: Math.ceil(text.length / width) }, (_, index) =>
    text.slice(index * width, (index + 1) * width),
  );
}

let loaded: typeof StringWidth | undefined;

/** Loaded at the first text that needs it: its patterns of all emoji take 25 ms, which is most of what this folder costs. */
function stringWidth(): typeof StringWidth {
  if (!loaded) {
    const found: { default: typeof StringWidth } = createRequire(import.meta.url)("string-width");
    loaded = found.default;
  }
  return loaded;
}
