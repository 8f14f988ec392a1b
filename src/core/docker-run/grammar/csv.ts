import { badValue } from "./bad-value.ts";

/** One line of comma-separated fields, as Go's encoding/csv reads it: `"a,b",c` is `a,b` and `c`; `""` in quotes is a quote. */
export function readFields(text: string): readonly string[] {
  if (text === "") throw badValue("it is empty.");
  if (/[\r\n]/.test(text)) throw badValue("it must be on one line.");
  const fields: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const [all = "", quoted, plain = ""] = FIELD.exec(text.slice(at)) ?? [];
    const after = text.charAt(at + all.length);
    if ((after !== "" && after !== ",") || plain.includes('"')) {
      throw badValue(`the quotes around "${text.slice(at, at + 60)}" do not match; a field is quoted as a whole.`);
    }
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    at += all.length;
  }
  return fields;
}

export function writeFields(fields: readonly string[]): string {
  return fields.map((field) => (/[",]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}

/** `key=value` in two; undefined for the value when there is no "=". */
export function splitPair(text: string): readonly [key: string, value: string | undefined] {
  const at = text.indexOf("=");
  const key = at === -1 ? text : text.slice(0, at);
  // The one key that JavaScript's objects and zod's records would lose without a word.
  if (key.trim() === "__proto__") throw badValue('nothing can be called "__proto__" here.');
  return [key, at === -1 ? undefined : text.slice(at + 1)];
}

const FIELD = /^(?:"((?:[^"]|"")*)"|([^,]*))/;
