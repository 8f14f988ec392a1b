import type { types } from "@slack/bolt";
import type { Action, Reply } from "#core/reply.ts";
import {
  BUTTONS_CHARACTERS,
  BUTTON_TEXT_CHARACTERS,
  BUTTONS_PER_BLOCK,
  CONFIRM_BUTTON_CHARACTERS,
  CONFIRM_TEXT_CHARACTERS,
  CONFIRM_TITLE_CHARACTERS,
  QUESTION_CHARACTERS,
} from "./limits.ts";
import type { Piece } from "./pieces.ts";
import { paragraph, richText } from "./rich-text.ts";
import { clean, cut, inline } from "./text.ts";

/** What a button does is in its id; `run:0` and so on run the line in their value, `form:db up` opens that form. */
export const actionIds = {
  run: "run:",
  /** Says yes to a question. */
  yes: "yes",
  form: "form:",
  /** Runs the line with its answer as a direct message. */
  dm: "dm",
  dismiss: "dismiss",
  /** The menu of commands in a form. */
  choose: "choose",
  /** A field with live names. */
  suggest: "suggest",
} as const;

/** More would be a wall; lines that are left are listed to be typed. */
const MOST_BUTTONS = BUTTONS_PER_BLOCK;

type Sign = (line: string) => string | undefined;

/** The buttons of a reply, and the question it asks. Lines that do not fit into a button are shown to be typed. */
export function actionPieces(reply: Reply, sign: Sign, again?: string): readonly Piece[] {
  const { confirm } = reply;
  let left = BUTTONS_CHARACTERS;
  const buttons: types.Button[] = [];
  const typed: Action[] = [];
  for (const { id, ...action } of buttonsOf(reply, again)) {
    const value = sign(action.command);
    // A question stands right above its button: a dialog on top would ask the same thing twice.
    const asks = action.danger === true && id !== actionIds.yes;
    const made = value === undefined ? undefined : button(action, id, value, asks);
    left -= made ? JSON.stringify(made).length : 0;
    if (!made || left < 0 || buttons.length >= MOST_BUTTONS - 1) typed.push(action);
    else buttons.push(made);
  }
  if (confirm) buttons.push({ type: "button", action_id: actionIds.dismiss, text: plain("Cancel"), value: "-" });
  return [
    ...questionPieces(confirm?.question),
    ...(typed.length > 0 ? [typedPiece(typed)] : []),
    ...(buttons.length > 0
      ? [{ blocks: [{ type: "actions" as const, elements: buttons }], plain: "", keep: true }]
      : []),
  ];
}

/** Every button with its id; the reply's own ones, and for a secret those that bring it back: an ephemeral message vanishes. */
function buttonsOf(reply: Reply, again: string | undefined): readonly (Action & { readonly id: string })[] {
  const { confirm, actions = [], blocks = [] } = reply;
  const secret = blocks.find((block) => block.kind === "secret");
  const line = secret && (secret.again ?? again);
  const yes = confirm ? [{ id: actionIds.yes, label: "Yes, do it", command: confirm.command, danger: true }] : [];
  const own = actions.map((action, index) => ({ ...action, id: `${actionIds.run}${index}` }));
  if (line === undefined) return [...yes, ...own];
  return [
    ...yes,
    { id: `${actionIds.run}again`, label: "Show again", command: line },
    { id: actionIds.dm, label: "Send me a DM", command: line },
    ...own.filter(({ command }) => command !== line),
  ];
}

function button({ label, command, danger }: Action, id: string, value: string, asks: boolean): types.Button {
  return {
    type: "button",
    action_id: id,
    text: plain(cut(inline(label) || "Run", BUTTON_TEXT_CHARACTERS)),
    value,
    ...(danger && { style: "danger" }),
    ...(asks && {
      confirm: {
        title: plain(cut(inline(label) || "Run", CONFIRM_TITLE_CHARACTERS)),
        text: plain(cut(`This runs ${inline(command)}`, CONFIRM_TEXT_CHARACTERS)),
        confirm: plain(cut(inline(label) || "Run", CONFIRM_BUTTON_CHARACTERS)),
        deny: plain("Cancel"),
        style: "danger",
      },
    }),
  };
}

/** The title of a question is its first line; what it says beyond that stands here. */
function questionPieces(question: string | undefined): readonly Piece[] {
  const rest = clean(question ?? "")
    .split("\n")
    .slice(1)
    .join("\n")
    .trim();
  if (rest === "") return [];
  return [
    {
      blocks: [richText(paragraph({ text: cut(rest, QUESTION_CHARACTERS) }))],
      plain: cut(rest, QUESTION_CHARACTERS),
      keep: true,
    },
  ];
}

function typedPiece(actions: readonly Action[]): Piece {
  const lines = actions.map(({ label, command }) => [inline(label), cut(inline(command), 500)] as const);
  return {
    blocks: [richText(...lines.map(([label, line]) => paragraph({ text: `${label}: ` }, { text: line, code: true })))],
    plain: lines.map(([label, line]) => `${label}: ${line}`).join("\n"),
  };
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}
