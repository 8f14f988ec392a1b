/** What stands at a place of a line, how it should read, and how many characters of the line it takes. */
export interface Undone {
  readonly text: string;
  readonly length: number;
}

// macOS and iOS make one em dash of two hyphens; word processors an en dash or a minus sign of one.
const DASHES = /[-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]+/y;
const LONG = /[\u2014\u2015\u2e3a\u2e3b\ufe58]/;

/**
 * `—name` → `--name`, `–p` → `-p`, `−5` → `-5`: a run of dashes of which one is not ASCII. A long dash stands for two
 * hyphens, and so do two of any sort; a single short one stands for one.
 */
export function repairDashes(line: string, at: number): Undone | undefined {
  DASHES.lastIndex = at;
  const [run] = DASHES.exec(line) ?? [];
  if (run === undefined || /^-+$/.test(run)) return undefined;
  return { text: LONG.test(run) || run.length > 1 ? "--" : "-", length: run.length };
}

/**
 * Slack's and Discord's forms for what they recognise in text, each as it was typed or as an id. A link with a label
 * was typed as the label: `db.example.com` arrives as `<http://db.example.com|db.example.com>`. People and channels
 * become their ids, because a name in a message may belong to somebody else tomorrow.
 */
const FORMS: readonly (readonly [form: RegExp, write: (target: string, label: string) => string])[] = [
  [/<@[!&]?([A-Za-z0-9]+)(?:\|([^<>\n]*))?>/y, (id) => `@${id}`],
  [/<#([A-Za-z0-9]+)(?:\|([^<>\n]*))?>/y, (id) => `#${id}`],
  [/<!subteam\^([A-Za-z0-9]+)(?:\|([^<>\n]*))?>/y, (id) => `@${id}`],
  [/<!(here|channel|everyone)(?:\|([^<>\n]*))?>/y, (word) => `@${word}`],
  [/<(?:mailto|tel):([^<>|\s]+)(?:\|([^<>\n]+))?>/y, (target, label) => label || target],
  [/<([a-z][a-z0-9+.-]*:\/\/[^<>|\s]+)(?:\|([^<>\n]+))?>/y, (target, label) => label || target],
];

export function undoLink(line: string, at: number): Undone | undefined {
  if (line.charAt(at) !== "<") return undefined;
  for (const [form, write] of FORMS) {
    form.lastIndex = at;
    const [all, target = "", label = ""] = form.exec(line) ?? [];
    if (all !== undefined) return { text: decodeEntities(write(target, label)), length: all.length };
  }
  return undefined;
}

/** Slack writes exactly these three; others are text. */
const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** One entity, decoded once: `&amp;lt;` is `&lt;`, as somebody typed it. */
export function undoEntity(line: string, at: number): Undone | undefined {
  if (line.charAt(at) !== "&") return undefined;
  const [entity] = /^&(?:lt|gt|amp);/.exec(line.slice(at, at + 5)) ?? [];
  return entity === undefined ? undefined : { text: ENTITIES[entity] ?? entity, length: entity.length };
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
