import type { types } from "@slack/bolt";
import type { Block, Reply, Tone } from "#core/reply.ts";
import { progressNumbers } from "#core/rate.ts";
import { showBytes } from "#core/units.ts";
import { HINT_CHARACTERS, LOG_CHARACTERS, PROBLEM_CHARACTERS, TITLE_CHARACTERS } from "./limits.ts";
import { marked, paragraph, preformatted, richText } from "./rich-text.ts";
import { tablePiece } from "./table.ts";
import { clean, cut, endOf, inline } from "./text.ts";

/** A part of a message: as blocks, and as the text that stands for it in files and where Slack refuses the blocks. */
export interface Piece {
  readonly blocks: readonly types.KnownBlock[];
  readonly plain: string;
  /** Never left out and never put into a file. */
  readonly keep?: boolean;
  readonly file?: Attachment;
}

/** What goes up as a file beside the message. Secrets never do. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly alt?: string;
}

const marks: Readonly<Record<Tone, string>> = {
  working: "hourglass_flowing_sand",
  ok: "white_check_mark",
  warning: "warning",
  error: "x",
};

export function titlePiece({ tone, title, confirm }: Reply): Piece {
  // What a question says below its first line has a paragraph of its own.
  const text = cut(inline(confirm ? (title.trim().split("\n")[0] ?? "") : title) || "Done", TITLE_CHARACTERS);
  return { blocks: [richText(marked(marks[tone], { text, bold: true }))], plain: text, keep: true };
}

/** What went wrong where the title does not say it, and the next line to type. A question says itself what to type. */
export function problemPieces({ title, problem, confirm }: Reply): readonly Piece[] {
  if (!problem) return [];
  const message = problem.message === title ? [] : [textPiece(problem.message, true)];
  if (problem.hint === undefined || confirm) return message;
  const hint = cut(clean(problem.hint), HINT_CHARACTERS);
  const runs = hint.startsWith("/") ? [{ text: "Type " }, { text: hint, code: true }] : [{ text: hint }];
  return [...message, { blocks: [richText(paragraph(...runs))], plain: `→ ${hint}`, keep: true }];
}

export interface PieceOptions {
  /** Slack takes one table block a message and none in a modal or on the home page. */
  readonly tableBlock: boolean;
}

export function blockPiece(block: Block, options: PieceOptions): Piece {
  switch (block.kind) {
    case "text":
      return textPiece(block.text);
    case "fields":
      return fieldsPiece(block.fields);
    case "table":
      return tablePiece(block, options.tableBlock);
    case "log":
      return logPiece(block);
    case "progress":
      return progressPiece(block);
    case "image":
      return { ...textPiece(inline(block.alt)), file: { name: block.name, bytes: block.png, alt: inline(block.alt) } };
    case "file":
      return {
        ...textPiece(`${inline(block.name)}, ${showBytes(block.bytes.length)}`),
        ...(block.bytes.length > 0 && { file: { name: block.name, bytes: block.bytes } }),
      };
    default:
      return secretPiece(block.label, block.value.reveal());
  }
}

type Of<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

function textPiece(text: string, keep = false): Piece {
  const shown = keep ? cut(clean(text).trim(), PROBLEM_CHARACTERS) : clean(text).trim();
  return { blocks: shown === "" ? [] : [richText(paragraph({ text: shown }))], plain: shown, keep };
}

function fieldsPiece(fields: Readonly<Record<string, string>>): Piece {
  const lines = Object.entries(fields).map(([name, value]) => [inline(name), clean(value).trim()] as const);
  const sections = lines.map(([name, value]) => paragraph({ text: `${name}: `, bold: true }, { text: `${value}\n` }));
  return {
    blocks: sections.length === 0 ? [] : [richText(...sections)],
    plain: lines.map(([name, value]) => `${name}: ${value}`).join("\n"),
  };
}

/** A short log stands in the message; of a long one the end does, and all of it is a file. An empty one is no file. */
function logPiece({ name, text, truncated }: Of<"log">): Piece {
  const heading = inline(name);
  if (text.trim() === "") return textPiece(`${heading} (empty)`);
  const long = text.length > LOG_CHARACTERS;
  const shown = clean(endOf(text, LOG_CHARACTERS)).replace(/\n+$/, "");
  const note = long || truncated ? " (the end of it)" : "";
  return {
    blocks: [
      richText(paragraph({ text: heading, bold: true }, { text: note }), preformatted(endOf(shown, LOG_CHARACTERS))),
    ],
    plain: `${heading}${note}\n${shown}`,
    ...(long && { file: { name: fileName(heading, "log"), bytes: new TextEncoder().encode(text) } }),
  };
}

const BAR = 12;

function progressPiece(progress: Of<"progress">): Piece {
  const { label, done, total } = progress;
  const share = total !== undefined && total > 0 ? Math.min(1, Math.max(0, done / total)) : undefined;
  const full = Math.round((share ?? 0) * BAR);
  const bar = share === undefined ? "" : `${"▰".repeat(full)}${"▱".repeat(BAR - full)} ${Math.floor(share * 100)} %  `;
  const text = `${bar}${progressNumbers(progress).join(", ")}`;
  const name = cut(inline(label), TITLE_CHARACTERS);
  return {
    blocks: [richText(paragraph({ text: `${name}  ` }, { text, code: true }))],
    plain: `${name}  ${text}`,
  };
}

/** In a frame of its own: Slack would read `user:password@host` as an e-mail address in plain text. */
function secretPiece(label: string, value: string): Piece {
  const heading = inline(label);
  return {
    blocks: [richText(paragraph({ text: heading, bold: true }, { text: " (only you see this)" }), preformatted(value))],
    plain: `${heading} (only you see this)\n${value}`,
    keep: true,
  };
}

/** `container db-1.log`: what a file system and a person can both read. */
function fileName(name: string, extension: string): string {
  const base = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-").replaceAll(/^[-.]+|-+$/g, "");
  return `${cut(base || "longshore", 80)}.${extension}`;
}
