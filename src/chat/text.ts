/** Text of at most so many UTF-16 units, an ellipsis for what is missing; never half a surrogate pair. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${whole(text.slice(0, most - 1))}…`;
}

/** The end of a text, from the beginning of a line where there is one. */
export function endOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(-most);
  const line = end.indexOf("\n");
  return line === -1 || line > most / 2 ? end.replace(/^[\udc00-\udfff]/, "") : end.slice(line + 1);
}

/**
 * Text from outside as it may be shown: colours taken out, other control characters and what reorders text made visible,
 * `\x1b`, `\u{202e}`.
 */
export function clean(text: string): string {
  return text
    .replace(COLOUR, "")
    .replaceAll("\r\n", "\n")
    .replace(UNSAFE, (character) => {
      if (character === "\n" || character === "\t") return character;
      const code = character.codePointAt(0) ?? 0;
      return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
    });
}

/** The same on one line. */
export function inline(text: string): string {
  return clean(text.trim().replace(/[\r\n\t]+\s*/g, " "));
}

/** `ESC [ … m`, built from a string, as a pattern with a bare ESC is a lint error. */
const COLOUR = new RegExp(String.raw`\u{1b}\[[0-9;:]*m`, "gu");
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u{feff}]/gu;

function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, "");
}
