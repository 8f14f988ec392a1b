import { render } from "#chat/slack/render.ts";
import type { Reply } from "#core/reply.ts";

/** A message as somebody reads it: a line for each paragraph, `code`, buttons in brackets. */
export function readMessage(reply: Reply, notes: readonly string[] = []): string {
  const { blocks } = render(reply, { sign: (line) => `signed:${line}`, notes });
  return blocks.map((block) => readBlock(block as unknown as Block)).join("\n");
}

interface Block {
  readonly type: string;
  readonly text?: string | Block;
  readonly name?: string;
  readonly style?: unknown;
  readonly elements?: readonly Block[];
  readonly rows?: readonly (readonly Block[])[];
}

function readBlock({ type, text, name, style, elements = [], rows = [] }: Block): string {
  const inner = elements.map(readBlock);
  if (type === "emoji") return `:${name}:`;
  if (type === "button") return `[${readBlock(text as Block)}${style === "danger" ? "!" : ""}]`;
  if (type === "table") return rows.map((row) => row.map(readBlock).join(" | ")).join("\n");
  if (type === "rich_text_preformatted") return `\n  ${inner.join("").replaceAll("\n", "\n  ")}`;
  if (typeof text === "string") return text;
  return inner.join(type === "actions" ? " " : "");
}
