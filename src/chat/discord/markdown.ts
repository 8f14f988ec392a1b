import { clean, cut } from "../text.ts";

/**
 * Text from outside, to be read as it is: Discord finds Markdown, mentions and links in everything else. Only what would be
 * read so is escaped, as phones copy the backslashes along.
 */
export function escapeMarkdown(text: string): string {
  return clean(text)
    .replace(INLINE, String.raw`\$&`)
    .replace(MARK_AT_START, String.raw`$1\$2`)
    .replace(NUMBER, String.raw`$1\.`);
}

/** The beginning of a text, as long as it takes at most so many characters once it is escaped. */
export function escapeCut(text: string, most: number): string {
  let length = Math.min(text.length, most);
  for (;;) {
    const escaped = escapeMarkdown(cut(text, length));
    if (escaped.length <= most) return escaped;
    length -= Math.max(1, Math.floor((escaped.length - most) / 2));
  }
}

/** A line to be typed or copied, in a frame; one that no frame can hold as it is, escaped. */
export function code(text: string): string {
  const line = clean(text).replaceAll("\n", " ").trim();
  if (line === "") return "";
  if (!line.includes("`")) return `\`${line}\``;
  if (line.includes("``") || line.startsWith("`") || line.endsWith("`")) return escapeMarkdown(line);
  return `\`\`${line}\`\``;
}

/** Lines in which all characters are equally wide. A fence inside is broken by a character of no width: it would end the block. */
export function codeBlock(text: string): string {
  return `\`\`\`\n${text.replaceAll("```", "`\u200b`\u200b`")}\n\`\`\``;
}

export function bold(text: string): string {
  const shown = escapeMarkdown(text.trim());
  return shown === "" ? "" : `**${shown}**`;
}

/** An underscore inside a word, and the colon of what is no link, are left alone. */
const INLINE =
  /[\\*`<[]|\|(?=\|)|~(?=~)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|(?<=[a-z]):(?=\/\/)|@(?=everyone|here)/giu;
/** Headings, small print, quotes and lists begin a line and have a space behind them. */
const MARK_AT_START = /^([ \t]*)((?:#{1,3}|-#|>{1,3}|[+-])[ \t])/gm;
const NUMBER = /^([ \t]*\d+)\.(?=[ \t])/gm;
