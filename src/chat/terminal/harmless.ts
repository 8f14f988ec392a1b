import { columns } from "../columns.ts";

/**
 * Text from outside (a container's log, a name, an error) made safe to print: what is left cannot move the cursor,
 * hide or reorder text. Control characters, bidirectional controls and lone surrogates become visible: `\x1b`, `\u{202e}`.
 *
 * Colour sequences are the one exception: they are taken out, because servers colour their logs and the colour says nothing
 * that the text does not.
 */
export function harmless(text: string): string {
  return text
    .replace(COLOUR, "")
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map(withoutTabs)
    .join("\n")
    .replace(UNSAFE, visible);
}

/** The same on one line: for titles, cells and labels. Trimmed twice, as blanks stood behind colours that are gone now. */
export function inline(text: string): string {
  return harmless(text.trim().replace(/[\r\n\t]+\s*/g, " ")).trim();
}

/** `ESC [ … m`, ECMA-48's "select graphic rendition". Built from a string, as a pattern with a bare ESC is a lint error. */
const COLOUR = new RegExp(String.raw`\u{1b}\[[0-9;:]*m`, "gu");

/** Zl and Zp are line breaks to some terminals and to programs that read our output by lines. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{feff}]/gu;

function visible(character: string): string {
  if (character === "\n") return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code <= 0xff ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}

/** Tabs at every eighth column, as terminals have them: ours begin where the text begins, not where the line does. */
function withoutTabs(line: string): string {
  if (!line.includes("\t")) return line;
  const [first = "", ...others] = line.split("\t");
  return others.reduce((text, part) => text + " ".repeat(8 - (columns(text) % 8)) + part, first);
}
