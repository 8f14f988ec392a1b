import type { Block, Reply, Tone } from "#core/reply.ts";
import { progressNumbers } from "#core/rate.ts";
import { showBytes } from "#core/units.ts";
import { clean, cut, endOf, inline } from "../text.ts";
import {
  HINT_CHARACTERS,
  LOG_CHARACTERS,
  PROBLEM_CHARACTERS,
  QUESTION_CHARACTERS,
  TITLE_CHARACTERS,
} from "./limits.ts";
import { bold, code, codeBlock, escapeCut, escapeMarkdown } from "./markdown.ts";
import { tablePieces } from "./table.ts";
import { chunksOf } from "./chunks.ts";

/** A part of a message: as Discord's Markdown, and as the text that stands for it in a file. */
export interface Piece {
  readonly text: string;
  readonly plain: string;
  /** Never left out and never put into a file. */
  readonly keep?: boolean;
  /** Belongs to the piece before it: no gap between them. */
  readonly joins?: boolean;
  readonly file?: Attachment;
}

/** What goes up as a file beside the message. Secrets never do. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What is too long to be sent may be cut when it is text; a picture is shown when it is one. */
  readonly kind: "text" | "image" | "bytes";
  readonly alt?: string;
}

const MARKS: Readonly<Record<Tone, string>> = { working: "⏳", ok: "✅", warning: "⚠️", error: "❌" };

export function titlePiece({ tone, title, confirm }: Reply): Piece {
  // What a question says below its first line has a paragraph of its own.
  const text = inline(confirm ? (title.trim().split("\n")[0] ?? "") : title) || "Done";
  return { text: `${MARKS[tone]} **${escapeCut(text, TITLE_CHARACTERS)}**`, plain: text, keep: true };
}

/** What went wrong where the title does not say it, and the next line to type. A question says itself what to type. */
export function problemPieces({ title, problem, confirm }: Reply): readonly Piece[] {
  if (!problem) return [];
  const message = problem.message === title ? [] : [keptPiece(problem.message, PROBLEM_CHARACTERS)];
  if (problem.hint === undefined || confirm) return message;
  const hint = cut(clean(problem.hint).trim(), HINT_CHARACTERS);
  const typed = `Type ${code(hint)}`;
  const text = hint.startsWith("/") && typed.length <= HINT_CHARACTERS ? typed : escapeCut(hint, HINT_CHARACTERS);
  return [...message, { text, plain: `→ ${hint}`, keep: true }];
}

/** The title of a question is its first line; what it says beyond that stands here. */
export function questionPieces({ confirm }: Reply): readonly Piece[] {
  const [, ...rest] = clean(confirm?.question ?? "").split("\n");
  return [keptPiece(rest.join("\n"), QUESTION_CHARACTERS)];
}

/** `room.secrets`: characters that are left for secrets, which are never put into a file. */
export function blockPieces(block: Block, room: { readonly secrets: number }): readonly Piece[] {
  switch (block.kind) {
    case "text":
      return textPieces(block.text);
    case "fields":
      return fieldsPieces(block.fields);
    case "table":
      return tablePieces(block);
    case "log":
      return [logPiece(block)];
    case "progress":
      return [progressPiece(block)];
    case "image":
      return [imagePiece(block)];
    case "file":
      return [filePiece(block)];
    default:
      return [secretPiece(block, room.secrets)];
  }
}

type Of<Kind extends Block["kind"]> = Extract<Block, { kind: Kind }>;

function keptPiece(text: string, most: number): Piece {
  const shown = clean(text).trim();
  return { text: escapeCut(shown, most), plain: shown, keep: true };
}

/** In parts, so that as much of a long text as fits is shown. */
function textPieces(text: string): readonly Piece[] {
  return chunksOf(clean(text).trim()).map((part, index) => ({
    text: escapeMarkdown(part),
    plain: part,
    joins: index > 0,
  }));
}

function fieldsPieces(fields: Readonly<Record<string, string>>): readonly Piece[] {
  return Object.entries(fields).flatMap(([field, value], index) => {
    const [name, text] = [inline(field), clean(value).trim()];
    const [first = "", ...more] = chunksOf(text);
    return [
      {
        text: `${bold(`${cut(name, 100)}:`)} ${escapeMarkdown(first)}`.trim(),
        plain: `${name}: ${first}`,
        joins: index > 0,
      },
      ...more.map((part) => ({ text: escapeMarkdown(part), plain: part, joins: true })),
    ];
  });
}

/** A short log stands in the message; of a long one the end does, and all of it is a file. An empty one is no file. */
function logPiece({ name, text, truncated }: Of<"log">): Piece {
  const heading = cut(inline(name), 100) || "log";
  if (text.trim() === "") return { text: `${bold(heading)} (empty)`, plain: `${heading} (empty)` };
  const long = text.length > LOG_CHARACTERS;
  // What is cleaned is longer: it is cut again.
  const shown = endOf(clean(endOf(text, LOG_CHARACTERS)).replace(/\n+$/, ""), LOG_CHARACTERS);
  const note = long || truncated ? " (the end of it)" : "";
  return {
    text: `${bold(heading)}${note}\n${codeBlock(shown)}`,
    plain: `${heading}${note}\n${shown}`,
    ...(long && { file: { name: `${heading}.log`, bytes: new TextEncoder().encode(text), kind: "text" } }),
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
  return { text: `${escapeMarkdown(name)}\n${code(text)}`.trim(), plain: `${name}  ${text}` };
}

function imagePiece({ name, png, alt }: Of<"image">): Piece {
  const text = cut(inline(alt), TITLE_CHARACTERS);
  const file = { name: `${inline(name).replace(/\.png$/i, "")}.png`, bytes: png, kind: "image", alt: text } as const;
  return { text: escapeMarkdown(text), plain: text || inline(name), ...(png.length > 0 && { file }) };
}

function filePiece({ name, bytes }: Of<"file">): Piece {
  const text = `${cut(inline(name), 100)}, ${showBytes(bytes.length)}`;
  return {
    text: escapeMarkdown(text),
    plain: text,
    ...(bytes.length > 0 && { file: { name: inline(name), bytes, kind: "bytes" } }),
  };
}

/** In a frame of its own, to be copied whole. The frame is left out where it would change what is copied. */
function secretPiece({ label, value, again }: Of<"secret">, room: number): Piece {
  const heading = cut(inline(label), 100);
  const revealed = value.reveal().toWellFormed();
  const shown = revealed.includes("```") ? escapeMarkdown(revealed) : codeBlock(revealed);
  const text = `${bold(heading)} (only you see this)\n${shown}`.trim();
  if (text.length <= room) return { text, plain: "", keep: true };
  const where = again === undefined ? "" : ` In a terminal, ${code(cut(again, 100))} shows it.`;
  const instead = `${escapeMarkdown(heading)}: too long for a message.${where}`;
  return { text: instead, plain: instead };
}
