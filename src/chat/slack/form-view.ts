import type { types } from "@slack/bolt";
import type { Command, Commands } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { actionIds } from "./actions.ts";
import { inGroup } from "../lines.ts";
import {
  INPUT_CHARACTERS,
  LABEL_CHARACTERS,
  MODAL_TITLE_CHARACTERS,
  OPTION_CHARACTERS,
  PLACEHOLDER_CHARACTERS,
  SELECT_OPTIONS,
  VIEW_BLOCKS,
} from "./limits.ts";
import { cut } from "./text.ts";

/** The callback ids of our views. */
export const viewIds = { form: "form", choose: "choose" } as const;
/** The block of the menu that asks where the answer should go, for a form that was opened from nowhere. */
export const WHERE = "longshore_where";
/** The action id of fields that are no search. */
const FIELD = "field";

export interface FormOptions {
  /** Comes back with the submission: never a value of the form, never a secret. */
  readonly metadata: string;
  readonly asksWhere: boolean;
  /** How the command is typed in this workspace. */
  readonly shown: (text: string) => string;
}

/** A form of one command's options, what is given already filled in. */
export function formView(
  path: string,
  command: Command,
  given: Readonly<Record<string, unknown>>,
  options: FormOptions,
): types.ModalView {
  const fields = optionsOf(command)
    // A destroying command asks its own question, with the exact things that would go.
    .filter(({ key }) => !(command.effect === "destroy" && key === "yes"))
    .map((option) => field(option, given[option.key]));
  const summary: types.SectionBlock = { type: "section", text: plain(`${command.summary}.`) };
  return {
    type: "modal",
    callback_id: viewIds.form,
    private_metadata: options.metadata,
    title: plain(cut(options.shown(`/${path}`), MODAL_TITLE_CHARACTERS)),
    submit: plain("Run"),
    close: plain("Cancel"),
    blocks: [summary, ...fields, ...(options.asksWhere ? [where] : [])].slice(0, VIEW_BLOCKS),
  };
}

/** A menu of the commands of a group, or of all. Choosing one turns it into that command's form. */
export function chooserView(commands: Commands, group: string | undefined, options: FormOptions): types.ModalView {
  const names = group === undefined ? [...commands.all] : inGroup(commands, group);
  const groups = Map.groupBy(names, ([path]) => path.split(" ")[0] ?? path);
  const option_groups = [...groups].slice(0, SELECT_OPTIONS).map(([name, members]) => ({
    label: plain(cut(`/${name}`, OPTION_CHARACTERS)),
    options: members.slice(0, SELECT_OPTIONS).map(([path, { summary }]) => ({
      text: plain(cut(options.shown(`/${path}`), OPTION_CHARACTERS)),
      description: plain(cut(summary, OPTION_CHARACTERS)),
      value: path,
    })),
  }));
  const help = group === undefined ? "/longshore help" : `/longshore help ${group}`;
  return {
    type: "modal",
    callback_id: viewIds.choose,
    private_metadata: options.metadata,
    title: plain(cut(group === undefined ? "Run a command" : options.shown(`/${group}`), MODAL_TITLE_CHARACTERS)),
    close: plain("Cancel"),
    blocks: [
      {
        type: "section",
        text: plain("What should be done?"),
        accessory: {
          type: "static_select",
          action_id: actionIds.choose,
          placeholder: plain("Choose a command"),
          option_groups,
        },
      },
      { type: "context", elements: [plain(`Everything can be typed as well: ${options.shown(help)}`)] },
    ],
  };
}

const where: types.InputBlock = {
  type: "input",
  block_id: WHERE,
  label: plain("Where should the answer go?"),
  element: {
    type: "conversations_select",
    action_id: FIELD,
    default_to_current_conversation: true,
    response_url_enabled: true,
  },
};

function field(option: Option, value: unknown): types.InputBlock {
  return {
    type: "input",
    block_id: option.key,
    label: plain(cut(labelOf(option), LABEL_CHARACTERS)),
    hint: plain(cut(option.description || option.name, LABEL_CHARACTERS)),
    optional: !option.required,
    element: elementOf(option, value ?? option.default),
  };
}

function labelOf({ name }: Option): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function elementOf(option: Option, value: unknown): types.InputBlock["element"] {
  if (option.kind === "boolean") {
    const yes = { text: plain("Yes"), value: "yes" };
    return { type: "checkboxes", action_id: FIELD, options: [yes], ...(value === true && { initial_options: [yes] }) };
  }
  if (option.kind === "choice" && option.choices.length <= SELECT_OPTIONS) {
    const initial = option.choices.includes(String(value)) ? { initial_option: optionOf(String(value)) } : {};
    return { type: "static_select", action_id: FIELD, options: option.choices.map(optionOf), ...initial };
  }
  if (option.kind === "integer" || option.kind === "number") return numberInput(option, value);
  if (option.kind === "text" && option.suggest !== undefined) {
    const fits = typeof value === "string" && value !== "" && value.length <= OPTION_CHARACTERS;
    return {
      type: "external_select",
      action_id: actionIds.suggest,
      min_query_length: 0,
      placeholder: placeholderOf(option),
      ...(fits && { initial_option: optionOf(value) }),
    };
  }
  const text = Array.isArray(value)
    ? value.map(String).join(" ")
    : typeof value === "string" || typeof value === "number"
      ? String(value)
      : "";
  return {
    type: "plain_text_input",
    action_id: FIELD,
    placeholder: placeholderOf(option),
    max_length: INPUT_CHARACTERS,
    ...(text !== "" && text.length <= INPUT_CHARACTERS && { initial_value: text }),
  };
}

function numberInput({ kind, least, most }: Option, value: unknown): types.NumberInput {
  return {
    type: "number_input",
    action_id: FIELD,
    is_decimal_allowed: kind === "number",
    ...(least !== undefined && { min_value: String(least) }),
    ...(most !== undefined && { max_value: String(most) }),
    ...(typeof value === "number" && { initial_value: String(value) }),
  };
}

export function optionOf(value: string): types.PlainTextOption {
  return { text: plain(cut(value, OPTION_CHARACTERS)), value: value.slice(0, OPTION_CHARACTERS) };
}

function placeholderOf({ examples, placeholder, kind }: Option): types.PlainTextElement {
  const example = examples.length > 0 ? `for example ${examples.slice(0, 3).join(", ")}` : placeholder;
  return plain(
    cut(kind === "list" ? `${example}; several words, those with blanks in quotes` : example, PLACEHOLDER_CHARACTERS),
  );
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text: text || " ", emoji: false };
}
