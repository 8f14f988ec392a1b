import type { types } from "@slack/bolt";
import type { Reply } from "#core/reply.ts";
import { actionPieces } from "./actions.ts";
import {
  FALLBACK_CHARACTERS,
  MESSAGE_BLOCKS,
  MESSAGE_CHARACTERS,
  NOTE_CHARACTERS,
  SECTION_CHARACTERS,
} from "./limits.ts";
import { blockPiece, problemPieces, titlePiece } from "./pieces.ts";
import type { Attachment, Piece } from "./pieces.ts";
import { paragraph, richText } from "./rich-text.ts";
import { clean, cut, escape } from "./text.ts";

export interface RenderOptions {
  /** A command line as the value of a button that Slack sends back; undefined when it is too long for one. */
  readonly sign: (line: string) => string | undefined;
  /** Lines at the end: who asked for it, how to invite the bot. */
  readonly notes?: readonly string[];
  /** The line that shows a secret again, when the reply does not bring one. */
  readonly again?: string | undefined;
  /** A modal and the home page take no table block and no files. */
  readonly view?: boolean;
}

/** A message ready to be sent. */
export interface Rendered {
  /** Never empty, never secret: it stands in notifications. */
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
  /** The same content in blocks that Slack has had since 2019, for when it refuses the others. */
  readonly basic: readonly types.KnownBlock[];
  readonly files: readonly Attachment[];
  /** True when it may only ever reach the caller. */
  readonly secret: boolean;
}

/** A way to say a message. */
export interface Form {
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

/** What to send, and what instead of it when Slack does not take its blocks: basic ones, and at last the text alone. */
export function formsOf({ text, blocks, basic }: Rendered): readonly [Form, Form, Form] {
  return [
    { text, blocks },
    { text, blocks: basic },
    { text: `${text}\n(Slack did not take the rest of this message.)`, blocks: [] },
  ];
}

/** A reply within Slack's limits. What does not fit becomes a file and the message says so. */
export function render(reply: Reply, options: RenderOptions): Rendered {
  const secret = (reply.blocks ?? []).some(({ kind }) => kind === "secret");
  const { taken, left } = fit(piecesOf(reply, options), closingPieces(reply, options));
  const files = taken.flatMap(({ file }) => (file ? [file] : []));
  if (left.length > 0) files.push(restOf(left), ...left.flatMap(({ file }) => (file ? [file] : [])));
  return {
    text: fallback(reply, secret),
    blocks: taken.flatMap(({ blocks }) => blocks),
    basic: taken.flatMap(basicBlocks),
    files,
    secret,
  };
}

/** What stands beside the blocks. Slack reads markup here, so it is escaped. */
function fallback(reply: Reply, secret: boolean): string {
  const { title, problem, blocks = [] } = reply;
  const texts = blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));
  const parts = secret
    ? [title]
    : [title, ...(problem && problem.message !== title ? [problem.message] : []), ...texts];
  return escape(cut(clean(parts.join("\n")).trim() || "Done", FALLBACK_CHARACTERS));
}

function piecesOf(reply: Reply, { view }: RenderOptions): readonly Piece[] {
  const blocks = reply.blocks ?? [];
  const table = blocks.findIndex(({ kind }) => kind === "table");
  return [
    titlePiece(reply),
    ...problemPieces(reply),
    ...blocks.map((block, index) => blockPiece(block, { tableBlock: !view && index === table })),
  ].filter((piece) => piece.blocks.length > 0 || piece.file);
}

function closingPieces(reply: Reply, { sign, again, notes = [] }: RenderOptions): readonly Piece[] {
  const shown = notes.map((note) => cut(clean(note).trim(), NOTE_CHARACTERS)).filter((note) => note !== "");
  const context: types.ContextBlock = {
    type: "context",
    elements: shown.map((text) => ({ type: "plain_text", text, emoji: false })),
  };
  return [
    ...actionPieces(reply, sign, again),
    ...(shown.length > 0 ? [{ blocks: [context], plain: shown.join("\n"), keep: true }] : []),
  ];
}

const REST: Piece = {
  blocks: [richText(paragraph({ text: "The rest is in the file: it is too long for a message." }))],
  plain: "The rest is in the file: it is too long for a message.",
  keep: true,
};

/** The pieces that go into the message, in their order; those that are left go into a file. */
function fit(content: readonly Piece[], ends: readonly Piece[]): { taken: readonly Piece[]; left: readonly Piece[] } {
  const closing = ends.filter(({ keep }) => keep);
  const pieces = [...content, ...ends.filter(({ keep }) => !keep)];
  const fixed = [...pieces.filter(({ keep }) => keep), ...closing, REST];
  let characters = MESSAGE_CHARACTERS - fixed.reduce((total, piece) => total + cost(piece), 0);
  let blocks = MESSAGE_BLOCKS - fixed.reduce((total, piece) => total + blockCount(piece), 0);
  let full = false;
  const left: Piece[] = [];
  const taken = pieces.filter((piece) => {
    if (piece.keep) return true;
    full ||= cost(piece) > characters || blockCount(piece) > blocks;
    if (full) left.push(piece);
    else {
      characters -= cost(piece);
      blocks -= blockCount(piece);
    }
    return !full;
  });
  return { taken: [...taken, ...(left.length > 0 ? [REST] : []), ...closing], left };
}

/** In characters of JSON, in whichever form takes more: both have to fit. */
function cost(piece: Piece): number {
  const size = (blocks: readonly types.KnownBlock[]) =>
    blocks.reduce((total, block) => total + JSON.stringify(block).length + 1, 0);
  return Math.max(size(piece.blocks), size(basicBlocks(piece)));
}

function blockCount(piece: Piece): number {
  return Math.max(piece.blocks.length, basicBlocks(piece).length);
}

function restOf(pieces: readonly Piece[]): Attachment {
  const text = pieces.map(({ plain }) => plain).join("\n\n");
  return { name: "rest.txt", bytes: new TextEncoder().encode(`${text}\n`) };
}

/** Buttons and sections stay as they are; everything else becomes plain text. */
function basicBlocks({ blocks, plain }: Piece): readonly types.KnownBlock[] {
  if (blocks.every(({ type }) => type === "actions" || type === "context")) return blocks;
  const found: types.KnownBlock[] = [];
  for (let rest = plain; rest !== "";) {
    const text = cut(rest, SECTION_CHARACTERS).replace(/…$/, "") || rest.slice(0, SECTION_CHARACTERS);
    found.push({ type: "section", text: { type: "plain_text", text, emoji: false } });
    rest = rest.slice(text.length);
  }
  return found;
}
