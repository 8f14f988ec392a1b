import type { APIActionRowComponent, APIButtonComponentWithCustomId } from "discord.js";
import type { Action, Reply } from "#core/reply.ts";
import { cut, inline } from "../text.ts";
import { BUTTONS_PER_ROW, BUTTON_LABEL_CHARACTERS, CUSTOM_ID_CHARACTERS } from "./limits.ts";
import { code, escapeMarkdown } from "./markdown.ts";
import type { Piece } from "./pieces.ts";
import { buttonStyles, componentTypes } from "./wire.ts";

/** Two rows: more would be a wall, and take the place of what they are about. */
const MOST_BUTTONS = 2 * BUTTONS_PER_ROW;

type Row = APIActionRowComponent<APIButtonComponentWithCustomId>;

/** The buttons of a reply in rows, and the lines that got none, to be typed. */
export function actionsOf(
  reply: Reply,
  customId: (action: { readonly command: string; readonly danger?: boolean }) => string,
): { readonly rows: readonly Row[]; readonly typed: readonly Piece[] } {
  const buttons: APIButtonComponentWithCustomId[] = [];
  const typed: Action[] = [];
  for (const action of allActions(reply)) {
    // A custom id is kept for each one that is made, so none is made for a button that is not shown.
    const made = buttons.length < MOST_BUTTONS ? button(action, customId(action)) : undefined;
    const fits = made && made.custom_id.length >= 1 && made.custom_id.length <= CUSTOM_ID_CHARACTERS;
    if (fits && !buttons.some(({ custom_id }) => custom_id === made.custom_id)) buttons.push(made);
    else typed.push(action);
  }
  const rows = Array.from({ length: Math.ceil(buttons.length / BUTTONS_PER_ROW) }, (_, index): Row => {
    const components = buttons.slice(index * BUTTONS_PER_ROW, (index + 1) * BUTTONS_PER_ROW);
    return { type: componentTypes.row, components };
  });
  return { rows, typed: typed.map(typedPiece) };
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

function button({ label, danger }: Action, custom_id: string): APIButtonComponentWithCustomId {
  const style = danger === true ? buttonStyles.danger : buttonStyles.secondary;
  return { type: componentTypes.button, style, label: cut(inline(label), BUTTON_LABEL_CHARACTERS) || "Run", custom_id };
}

function typedPiece({ label, command }: Action): Piece {
  const [name, line] = [cut(inline(label), BUTTON_LABEL_CHARACTERS), cut(inline(command), 500)];
  return { text: `${escapeMarkdown(name)}: ${code(line)}`, plain: `${name}: ${line}`, joins: true };
}
