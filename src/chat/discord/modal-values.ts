import type { APIModalSubmitInteraction } from "discord.js";
import { z } from "zod";
import type { Request } from "#core/chat.ts";
import type { Command, Commands } from "#core/command.ts";
import { readValues } from "#core/input.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { show } from "#core/parse.ts";
import { Problem } from "#core/problem.ts";
import { showBytes } from "#core/units.ts";
import { UPLOAD_BYTES } from "./limits.ts";
import { fieldIds } from "./modal.ts";
import { componentTypes } from "./wire.ts";

type Values = Readonly<Record<string, unknown>>;

/** What was filled in. */
export interface Submitted {
  readonly what: Extract<Request["what"], { readonly values: Values }>;
  /** Files still to be fetched, by the option whose value they hold: see `withUploads`. */
  readonly uploads: readonly Upload[];
}

export interface Upload {
  /** The option's key. */
  readonly option: string;
  readonly url: string;
  /** As Discord says: no more is to be read. */
  readonly bytes: number;
}

/**
 * What a form was filled in with, besides what was `given` before it. Throws a Problem that names the field that is wrong.
 * `origins`: where files may be fetched from.
 */
export function submitted(
  { data }: APIModalSubmitInteraction,
  path: string,
  given: Values,
  commands: Commands,
  origins: readonly string[],
): Submitted {
  const command = commands.all.get(path);
  const read = submission.safeParse(data);
  if (!command || !read.success)
    throw new Problem("unknown-command", `There is no form for /${path}.`, { hint: "/longshore help" });
  const { values, files } = fieldsOf(
    command,
    read.data.components.flatMap(({ component }) => component ?? []),
  );
  const uploads = files.map(({ option, id }) => upload(option, read.data.resolved?.attachments?.[id], origins));
  for (const { option } of uploads) {
    if (values[option] !== undefined) throw bad(`${show(option)} is given twice, as text and as a file; it takes one.`);
  }
  const what = { command: path, values: { ...given, ...values } };
  if (uploads.length === 0) readValues(path, command, what.values);
  return { what, uploads };
}

/** The request with what was fetched as values, by the option's key. Throws a Problem for what is no text. */
export function withUploads({ what, uploads }: Submitted, fetched: ReadonlyMap<string, Uint8Array>): Request["what"] {
  const texts = uploads.map(({ option }) => [option, textOf(option, fetched.get(option))] as const);
  return { ...what, values: { ...what.values, ...Object.fromEntries(texts) } };
}

const component = z.looseObject({
  type: z.int(),
  custom_id: z.string(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});
const submission = z.looseObject({
  components: z.array(z.looseObject({ component: component.optional() })),
  resolved: z.looseObject({ attachments: z.record(z.string(), z.unknown()).optional() }).optional(),
});
const attachment = z.looseObject({ url: z.url(), size: z.int().nonnegative() });

type Component = z.output<typeof component>;

function fieldsOf(
  command: Command,
  components: readonly Component[],
): { readonly values: Values; readonly files: readonly { readonly option: string; readonly id: string }[] } {
  const values: Record<string, unknown> = {};
  const files: { readonly option: string; readonly id: string }[] = [];
  for (const component of components) {
    const { custom_id: id, type } = component;
    const option = optionsOf(command).find((option) => [fieldIds.value(option), fieldIds.upload(option)].includes(id));
    if (!option) throw bad(`There is no field ${show(id)}.`);
    const isUpload = id === fieldIds.upload(option);
    if (isUpload !== (type === componentTypes.upload))
      throw bad(`${show(option.name)}: this is another kind of field.`);
    if (isUpload && (component.values?.length ?? 0) > 1) throw bad(`${show(option.name)} takes one file.`);
    if (isUpload) files.push(...(component.values ?? []).map((file) => ({ option: option.key, id: file })));
    else {
      const text = component.value ?? component.values?.[0] ?? "";
      if (text.trim() !== "") values[option.key] = valueOf(option, text);
    }
  }
  return { values, files };
}

/** A form has text only; what is no number stays text, for the schema to refuse. */
function valueOf({ kind }: Option, text: string): unknown {
  const typed = text.trim();
  if (kind === "boolean") return typed === "yes" ? true : typed === "no" ? false : typed;
  if (kind === "integer" || kind === "number") return /^[+-]?\d+(?:\.\d+)?$/.test(typed) ? Number(typed) : typed;
  return kind === "list" ? text : typed;
}

function upload(option: string, data: unknown, origins: readonly string[]): Upload {
  const { data: file } = attachment.safeParse(data);
  if (!file || !origins.includes(new URL(file.url).origin)) {
    throw bad(`The file for ${show(option)} is not where Discord keeps files, so it is not fetched.`);
  }
  if (file.size > UPLOAD_BYTES) {
    throw bad(`The file for ${show(option)} has ${showBytes(file.size)}; ${showBytes(UPLOAD_BYTES)} are the most.`);
  }
  return { option, url: file.url, bytes: file.size };
}

function textOf(option: string, bytes: Uint8Array | undefined): string {
  if (!bytes) throw bad(`The file for ${show(option)} could not be fetched.`);
  if (bytes.length > UPLOAD_BYTES) throw bad(`The file for ${show(option)} is longer than ${showBytes(UPLOAD_BYTES)}.`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("\0")) throw new TypeError("No text has a NUL in it");
    return text;
  } catch {
    throw bad(`The file for ${show(option)} is no text.`);
  }
}

function bad(message: string): Problem {
  return new Problem("bad-input", message, { hint: "Type the command again: the form opens anew." });
}
