import type { types } from "@slack/bolt";

/**
 * Everything that is not ours to word is shown through rich_text: Slack reads no markup in it, so a container's name or a
 * log line cannot ping anybody, become a link or break out of its frame.
 */
export type Run = { readonly text: string; readonly bold?: boolean; readonly code?: boolean };

/** One paragraph. Empty runs are left out: Slack refuses them. */
export function paragraph(...runs: readonly Run[]): types.RichTextSection {
  const elements = runs.filter(({ text }) => text !== "").map(toElement);
  return { type: "rich_text_section", elements: elements.length > 0 ? elements : [{ type: "text", text: " " }] };
}

/** A paragraph that begins with one of Slack's pictures. */
export function marked(emoji: string, ...runs: readonly Run[]): types.RichTextSection {
  const { elements } = paragraph({ text: " " }, ...runs);
  return { type: "rich_text_section", elements: [{ type: "emoji", name: emoji }, ...elements] };
}

export function preformatted(text: string): types.RichTextPreformatted {
  return { type: "rich_text_preformatted", elements: [{ type: "text", text: text === "" ? " " : text }], border: 0 };
}

export function richText(...elements: types.RichTextBlock["elements"]): types.RichTextBlock {
  return { type: "rich_text", elements };
}

function toElement({ text, bold, code }: Run): types.RichTextText {
  const style = { ...(bold && { bold }), ...(code && { code }) };
  return { type: "text", text, ...((bold || code) && { style }) };
}
