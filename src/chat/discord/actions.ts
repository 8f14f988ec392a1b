import type {
  APIActionRowComponent,
  APIButtonComponentWithCustomId,
  APISelectMenuOption,
  APIStringSelectComponent,
} from "discord.js";
import type { Action, Reply } from "#core/reply.ts";
import { cut, inline } from "../text.ts";
import { encodeCustomId } from "./custom-id.ts";
import {
  BUTTONS_PER_ROW,
  BUTTON_LABEL_CHARACTERS,
  CUSTOM_ID_CHARACTERS,
  SELECT_OPTIONS,
  SELECT_TEXT_CHARACTERS,
} from "./limits.ts";
import { code, escapeMarkdown } from "./markdown.ts";
import type { Piece } from "./pieces.ts";
import { buttonStyles, componentTypes } from "./wire.ts";

type Row = APIActionRowComponent<APIButtonComponentWithCustomId | APIStringSelectComponent>;

/** What can be done about a reply: a row of buttons, a menu of what the row has no room for, and the lines that are left, to be typed. */
export function actionsOf(
  reply: Reply,
  customId: (action: { readonly command: string; readonly danger?: boolean }) => string,
): { readonly rows: readonly Row[]; readonly typed: readonly Piece[] } {
  const actions = allActions(reply);
  const isChoice = reply.problem?.code === "ambiguous";
  // Which one of many is one question: half of its answers as buttons and half in a menu would hide the menu.
  const inRow = actions.length > BUTTONS_PER_ROW && isChoice ? 0 : BUTTONS_PER_ROW;
  const placed = actions.map((action, index): Placed => {
    const place = index < inRow ? "row" : index < inRow + SELECT_OPTIONS ? "menu" : undefined;
    // Some ids are kept when they are made, so none is made for what is not shown.
    const id = place === undefined ? "" : customId(action);
    return { action, id, place: id.length >= 1 && id.length <= CUSTOM_ID_CHARACTERS ? place : undefined };
  });
  const at = (wanted: Placed["place"]) => placed.filter(({ place }) => place === wanted);
  const buttons = at("row").map(button);
  const options = at("menu").map(option);
  return {
    rows: [
      ...(buttons.length > 0 ? [row(buttons)] : []),
      ...(options.length > 0 ? [row([menu(options, isChoice ? "Choose one" : "More…")])] : []),
    ],
    typed: at(undefined).map(({ action }) => typedPiece(action)),
  };
}

interface Placed {
  readonly action: Action;
  readonly id: string;
  readonly place: "row" | "menu" | undefined;
}

/** The yes to a question first, what brings a secret back next, each line once. */
function allActions({ confirm, actions = [], blocks = [] }: Reply): readonly Action[] {
  const secret = blocks.find((block) => block.kind === "secret");
  const all: readonly Action[] = [
    ...(confirm ? [{ label: "Yes, do it", command: confirm.command, danger: true }] : []),
    // What only the caller sees is gone when Discord is started again.
    ...(secret?.again === undefined ? [] : [{ label: "Show again", command: secret.again }]),
    ...actions,
  ];
  return all.filter(({ command }, index) => all.findIndex((other) => other.command === command) === index);
}

function row(components: Row["components"]): Row {
  return { type: componentTypes.row, components };
}

function button({ action: { label, danger }, id }: Placed): APIButtonComponentWithCustomId {
  const style = danger === true ? buttonStyles.danger : buttonStyles.secondary;
  const shown = cut(inline(label), BUTTON_LABEL_CHARACTERS) || "Run";
  return { type: componentTypes.button, style, label: shown, custom_id: id };
}

/** What is chosen is the custom id that a button would have. */
function option({ action: { label, command }, id }: Placed): APISelectMenuOption {
  const description = cut(inline(command), SELECT_TEXT_CHARACTERS);
  return {
    label: cut(inline(label), SELECT_TEXT_CHARACTERS) || "Run",
    value: id,
    ...(description !== "" && { description }),
  };
}

function menu(options: APISelectMenuOption[], placeholder: string): APIStringSelectComponent {
  const custom_id = encodeCustomId({ kind: "menu", key: "actions" });
  return { type: componentTypes.select, custom_id, options, placeholder };
}

function typedPiece({ label, command }: Action): Piece {
  const [name, line] = [cut(inline(label), BUTTON_LABEL_CHARACTERS), cut(inline(command), 500)];
  return { text: `${escapeMarkdown(name)}: ${code(line)}`, plain: `${name}: ${line}`, joins: true };
}
