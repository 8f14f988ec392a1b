import type {
  APIAllowedMentions,
  APIComponentInContainer,
  APIMessageTopLevelComponent,
  APITextDisplayComponent,
} from "discord.js";
import type { Reply, Tone } from "#core/reply.ts";
import { actionsOf } from "./actions.ts";
import { Files } from "./files.ts";
import type { OutgoingFile } from "./files.ts";
import { MENTIONS, MESSAGE_CHARACTERS, MESSAGE_COMPONENTS, SECRET_CHARACTERS } from "./limits.ts";
import { escapeMarkdown } from "./markdown.ts";
import { blockPieces, problemPieces, questionPieces, titlePiece } from "./pieces.ts";
import type { Piece } from "./pieces.ts";
import { COMPONENTS_V2, componentTypes } from "./wire.ts";

export interface RenderOptions {
  /** The custom id of a button that runs this line. A line whose id is longer than Discord takes is shown to be typed. */
  readonly customId: (action: { readonly command: string; readonly danger?: boolean }) => string;
  /** Bytes a file may have: the interaction's `attachment_size_limit`. 0 for a message that cannot have files. */
  readonly attachmentLimit: number;
  /** The ids of the users this message pings, and nobody else; none by default. */
  readonly mentions?: readonly string[];
}

/** A message ready to be sent: every file is referred to by a component, as Discord wants it. */
export interface Rendered {
  readonly body: {
    readonly flags: number;
    readonly components: APIMessageTopLevelComponent[];
    /** Nobody, whatever the texts say, but those who are mentioned. */
    readonly allowed_mentions: APIAllowedMentions;
  };
  readonly files: readonly OutgoingFile[];
}

/** A reply within Discord's limits, as one panel. What does not fit becomes a file, and the message says so. */
export function render(reply: Reply, { customId, attachmentLimit, mentions = [] }: RenderOptions): Rendered {
  const files = new Files(attachmentLimit);
  const { rows, typed } = actionsOf(reply, customId);
  const pinged = mentions.slice(0, MENTIONS);
  const pings = pinged.length === 0 ? [] : [textDisplay(pinged.map((user) => `<@${user}>`).join(" "))];
  // A place for the rest is kept.
  const pieces = [...piecesOf(reply), ...typed].map((piece) => placed(piece, files, 1));
  const used = pings.reduce((total, { content }) => total + content.length, 0);
  const shown = fit(pieces, files, MESSAGE_CHARACTERS - used);
  const others = pings.length + 1 + rows.reduce((total, { components }) => total + 1 + components.length, 0);
  const panel = componentsOf(shown, MESSAGE_COMPONENTS - others);
  return {
    body: {
      flags: COMPONENTS_V2,
      components: [
        ...pings,
        { type: componentTypes.container, accent_color: COLOURS[reply.tone], components: [...panel, ...rows] },
      ],
      allowed_mentions: { parse: [], ...(pinged.length > 0 && { users: [...pinged] }) },
    },
    files: files.sent,
  };
}

/** Also in words and pictures: a colour alone tells some people nothing. */
const COLOURS: Readonly<Record<Tone, number>> = {
  working: 0x58_65_f2,
  ok: 0x2d_9d_5b,
  warning: 0xe6_a2_3c,
  error: 0xd9_3f_3f,
};

type PlacedPiece = Omit<Piece, "file"> & { readonly component?: APIComponentInContainer };

function piecesOf(reply: Reply): readonly Piece[] {
  let secrets = SECRET_CHARACTERS;
  const blocks = (reply.blocks ?? []).flatMap((block) => {
    const pieces = blockPieces(block, { secrets });
    if (block.kind === "secret")
      secrets -= pieces.reduce((total, { keep, text }) => total + (keep ? text.length : 0), 0);
    return pieces;
  });
  return [titlePiece(reply), ...problemPieces(reply), ...questionPieces(reply), ...blocks].filter(
    ({ text, file }) => text !== "" || file,
  );
}

/** Its file among those of the message, and what is to be said of that. */
function placed({ file, ...piece }: Piece, files: Files, reserve: number): PlacedPiece {
  if (!file) return piece;
  const { component, note } = files.add(file, reserve);
  return {
    ...piece,
    ...(component && { component }),
    ...(note !== undefined && {
      text: [piece.text, escapeMarkdown(note)].filter((line) => line !== "").join("\n"),
      plain: `${piece.plain}\n${note}`,
    }),
  };
}

const REST = "The rest is in the file: it is too long for a message.";
const LOST = "The rest is left out: it is too long for a message, and no file can be sent here.";

/** The pieces whose texts go into the message, in their order; those that are left go into a file. */
function fit(pieces: readonly PlacedPiece[], files: Files, most: number): readonly PlacedPiece[] {
  const cost = ({ text }: PlacedPiece) => text.length + 1;
  const fixed = pieces
    .filter(({ keep }) => keep)
    .reduce((total, piece) => total + cost(piece), LOST.length + NOTE_ROOM);
  let room = most - fixed;
  let full = false;
  const left: PlacedPiece[] = [];
  const taken = pieces.map((piece) => {
    if (piece.keep) return piece;
    full ||= cost(piece) > room;
    if (!full) room -= cost(piece);
    else left.push(piece);
    // Its file is shown all the same.
    return full ? { ...piece, text: "" } : piece;
  });
  const kept = taken.filter(({ text, component }) => text !== "" || component);
  return left.length === 0 ? kept : [...kept, restOf(left, files)];
}

/** What `files.add` may have to say about the rest. */
const NOTE_ROOM = 160;

function restOf(pieces: readonly PlacedPiece[], files: Files): PlacedPiece {
  const text = pieces.map(({ plain, joins }, index) => `${index === 0 ? "" : joins ? "\n" : "\n\n"}${plain}`).join("");
  const bytes = new TextEncoder().encode(`${text}\n`);
  const piece = placed({ text: "", plain: "", file: { name: "rest.txt", bytes, kind: "text" } }, files, 0);
  return { ...piece, text: piece.component ? `${REST}\n${piece.text}`.trim() : LOST };
}

/** In order, a file behind the text it belongs to. Texts are joined where there are too many components. */
function componentsOf(pieces: readonly PlacedPiece[], most: number): APIComponentInContainer[] {
  const apart = displays(pieces, ({ joins }) => joins === true);
  return apart.length <= most ? apart : displays(pieces, () => true);
}

function displays(pieces: readonly PlacedPiece[], joins: (piece: PlacedPiece) => boolean): APIComponentInContainer[] {
  const components: APIComponentInContainer[] = [];
  for (const piece of pieces) {
    const last = components.at(-1);
    if (piece.text !== "" && last?.type === componentTypes.text && joins(piece)) {
      components[components.length - 1] = textDisplay(`${last.content}\n${piece.text}`);
    } else if (piece.text !== "") components.push(textDisplay(piece.text));
    if (piece.component) components.push(piece.component);
  }
  return components;
}

function textDisplay(content: string): APITextDisplayComponent {
  return { type: componentTypes.text, content };
}
