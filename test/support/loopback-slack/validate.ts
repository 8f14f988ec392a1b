/**
 * What Slack refuses, as strictly as its documents say and a little more: every message and view the bot sends is checked by
 * this. Written apart from the renderer's own limits on purpose.
 */
export type Thing = Readonly<Record<string, unknown>>;

/** Sentences, each with where it is; none when Slack would take it. */
export function faultsOfMessage(message: Thing): string[] {
  const faults: string[] = [];
  const { text, blocks } = message;
  if (typeof text !== "string" || text.trim() === "") faults.push("text is empty");
  else {
    if (text.length > 4_000) faults.push(`text has ${text.length} characters`);
    faults.push(...faultsOfMarkup("text", text));
  }
  if (blocks === undefined) return faults;
  const list = blocks as readonly Thing[];
  if (list.length > 50) faults.push(`${list.length} blocks`);
  const size = JSON.stringify(list).length;
  if (size > 13_200) faults.push(`the blocks have ${size} characters`);
  const tables = list.filter(({ type }) => type === "table");
  if (tables.length > 1) faults.push(`${tables.length} tables`);
  return [
    ...faults,
    ...list.flatMap((block, index) => faultsOfBlock(block, `blocks[${index}]`, "message")),
    ...unique(list),
  ];
}

export function faultsOfView(view: Thing): string[] {
  const faults: string[] = [];
  const list = (view["blocks"] ?? []) as readonly Thing[];
  if (list.length > 100) faults.push(`${list.length} blocks`);
  if (list.length === 0) faults.push("no blocks");
  if (view["type"] === "modal") {
    faults.push(...plain(view["title"], "title", 24), ...plainIf(view["submit"], "submit", 24));
    faults.push(...plainIf(view["close"], "close", 24));
    const inputs = list.some(({ type }) => type === "input");
    if (inputs && view["submit"] === undefined) faults.push("a form with inputs has no submit");
  }
  faults.push(
    ...short(view["callback_id"], "callback_id", 255),
    ...short(view["private_metadata"], "private_metadata", 3_000),
  );
  return [
    ...faults,
    ...list.flatMap((block, index) => faultsOfBlock(block, `blocks[${index}]`, "view")),
    ...unique(list),
  ];
}

/** Block ids must differ, and action ids within a block. */
function unique(blocks: readonly Thing[]): string[] {
  const ids = blocks.flatMap(({ block_id }) => (typeof block_id === "string" ? [block_id] : []));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return twice.map((id) => `block_id ${id} stands twice`);
}

const MESSAGE_BLOCKS = new Set(["section", "context", "actions", "divider", "header", "image", "rich_text", "table"]);
const VIEW_BLOCKS = new Set(["section", "context", "actions", "divider", "header", "image", "rich_text", "input"]);

function faultsOfBlock(block: Thing, at: string, where: "message" | "view"): string[] {
  const type = String(block["type"]);
  if (!(where === "message" ? MESSAGE_BLOCKS : VIEW_BLOCKS).has(type)) return [`${at}: no ${type} in a ${where}`];
  const faults = short(block["block_id"], `${at}.block_id`, 255);
  switch (type) {
    case "section":
      faults.push(...(block["text"] === undefined ? [] : textObject(block["text"], `${at}.text`, 3_000)));
      if (block["accessory"]) faults.push(...element(block["accessory"] as Thing, `${at}.accessory`));
      break;
    case "context": {
      const elements = block["elements"] as readonly Thing[];
      if (elements.length === 0 || elements.length > 10) faults.push(`${at}: ${elements.length} elements`);
      faults.push(...elements.flatMap((text, index) => textObject(text, `${at}.elements[${index}]`, 3_000)));
      break;
    }
    case "header":
      faults.push(...plain(block["text"], `${at}.text`, 150));
      break;
    case "actions": {
      const elements = block["elements"] as readonly Thing[];
      if (elements.length === 0 || elements.length > 25) faults.push(`${at}: ${elements.length} elements`);
      const ids = elements.map(({ action_id }) => action_id);
      if (new Set(ids).size !== ids.length) faults.push(`${at}: action ids are not unique`);
      faults.push(...elements.flatMap((item, index) => element(item, `${at}.elements[${index}]`)));
      break;
    }
    case "input":
      faults.push(...plain(block["label"], `${at}.label`, 2_000), ...plainIf(block["hint"], `${at}.hint`, 2_000));
      faults.push(...element(block["element"] as Thing, `${at}.element`));
      break;
    case "rich_text":
      faults.push(...richText(block, at));
      break;
    case "table":
      faults.push(...table(block, at));
      break;
    default:
  }
  return faults;
}

function table(block: Thing, at: string): string[] {
  const rows = block["rows"] as readonly (readonly Thing[])[];
  const faults: string[] = [];
  if (rows.length === 0 || rows.length > 100) faults.push(`${at}: ${rows.length} rows`);
  let characters = 0;
  for (const [index, row] of rows.entries()) {
    if (row.length === 0 || row.length > 20) faults.push(`${at}: ${row.length} columns`);
    if (row.length !== rows[0]?.length) faults.push(`${at}: row ${index} is of another length`);
    for (const cell of row) {
      if (cell["type"] === "raw_text") {
        faults.push(...short(cell["text"], `${at}: a cell`, 10_000, 1));
        characters += String(cell["text"]).length;
      } else if (cell["type"] === "rich_text") {
        faults.push(...richText(cell, at));
        characters += JSON.stringify(cell).length;
      } else faults.push(`${at}: a cell of type ${String(cell["type"])}`);
    }
  }
  if (characters > 10_000) faults.push(`${at}: ${characters} characters in cells`);
  return faults;
}

function richText(block: Thing, at: string): string[] {
  const elements = block["elements"] as readonly Thing[];
  if (elements.length === 0) return [`${at}: no elements`];
  return elements.flatMap((part) => {
    const type = String(part["type"]);
    if (!["rich_text_section", "rich_text_preformatted", "rich_text_quote"].includes(type)) return [`${at}: ${type}`];
    const inner = part["elements"] as readonly Thing[];
    if (inner.length === 0) return [`${at}: an empty ${type}`];
    return inner.flatMap((run) => {
      if (run["type"] === "text") return short(run["text"], `${at}: a text`, 12_000, 1);
      if (run["type"] === "emoji") return short(run["name"], `${at}: an emoji`, 100, 1);
      return run["type"] === "user" ? [] : [`${at}: ${String(run["type"])} in ${type}`];
    });
  });
}

const ELEMENTS = new Set([
  "button",
  "static_select",
  "external_select",
  "conversations_select",
  "plain_text_input",
  "number_input",
  "checkboxes",
]);

function element(item: Thing, at: string): string[] {
  const type = String(item["type"]);
  const faults = ELEMENTS.has(type) ? [] : [`${at}: no element ${type}`];
  faults.push(...short(item["action_id"], `${at}.action_id`, 255, 1));
  faults.push(...plainIf(item["placeholder"], `${at}.placeholder`, 150));
  if (type === "button") {
    faults.push(...plain(item["text"], `${at}.text`, 75), ...short(item["value"], `${at}.value`, 2_000));
    if (!["primary", "danger", undefined].includes(item["style"] as string)) faults.push(`${at}: style`);
    if (item["confirm"]) faults.push(...confirm(item["confirm"] as Thing, `${at}.confirm`));
  }
  if (type === "plain_text_input") {
    faults.push(...short(item["initial_value"], `${at}.initial_value`, Number(item["max_length"] ?? 3_000)));
    if (Number(item["max_length"] ?? 1) > 3_000) faults.push(`${at}.max_length`);
  }
  for (const key of ["options", "option_groups"] as const) {
    const list = item[key] as readonly Thing[] | undefined;
    if (list && (list.length === 0 || list.length > (type === "checkboxes" ? 10 : 100)))
      faults.push(`${at}.${key}: ${list.length}`);
    for (const entry of list ?? []) {
      if (key === "options") faults.push(...option(entry, at));
      else {
        faults.push(...plain(entry["label"], `${at}: a label`, 75));
        const inner = entry["options"] as readonly Thing[];
        if (inner.length === 0 || inner.length > 100) faults.push(`${at}: ${inner.length} options`);
        faults.push(...inner.flatMap((one) => option(one, at)));
      }
    }
  }
  if (item["initial_option"]) faults.push(...option(item["initial_option"] as Thing, at));
  return faults;
}

function option(entry: Thing, at: string): string[] {
  return [
    ...plain(entry["text"], `${at}: an option`, 75),
    ...short(entry["value"], `${at}: an option's value`, 75, 1),
    ...plainIf(entry["description"], `${at}: an option's description`, 75),
  ];
}

function confirm(dialog: Thing, at: string): string[] {
  return [
    ...plain(dialog["title"], `${at}.title`, 100),
    ...textObject(dialog["text"], `${at}.text`, 300),
    ...plain(dialog["confirm"], `${at}.confirm`, 30),
    ...plain(dialog["deny"], `${at}.deny`, 30),
  ];
}

function plainIf(value: unknown, at: string, most: number): string[] {
  return value === undefined ? [] : plain(value, at, most);
}

function plain(value: unknown, at: string, most: number): string[] {
  const { type, text } = (value ?? {}) as Thing;
  return type === "plain_text" ? short(text, at, most, 1) : [`${at}: not plain_text`];
}

function textObject(value: unknown, at: string, most: number): string[] {
  const { type, text } = (value ?? {}) as Thing;
  if (type === "plain_text") return short(text, at, most, 1);
  if (type !== "mrkdwn") return [`${at}: no text object`];
  return [...short(text, at, most, 1), ...faultsOfMarkup(at, String(text))];
}

/** In what Slack reads as markup, a bare `<` could be a mention. Only dates are ours. */
function faultsOfMarkup(at: string, text: string): string[] {
  const left = text.replaceAll(/<!date\^\d+\^[^<>|]+\|[^<>]+>/g, "");
  return /[<>]/.test(left) || /&(?!amp;|lt;|gt;)/.test(left)
    ? [`${at}: unescaped markup in ${JSON.stringify(text.slice(0, 80))}`]
    : [];
}

function short(value: unknown, at: string, most: number, least = 0): string[] {
  if (value === undefined && least === 0) return [];
  if (typeof value !== "string") return [`${at}: not a string`];
  const faults: string[] = [];
  if (value.length < least) faults.push(`${at}: empty`);
  if (value.length > most) faults.push(`${at}: ${value.length} characters, ${most} are the most`);
  if (!value.isWellFormed()) faults.push(`${at}: half a surrogate pair`);
  return faults;
}
