import type { Sent } from "../sent.ts";
import { everything, ROW, TEXT, treeFaults } from "./components.ts";
import type { Component } from "./components.ts";
import { attachmentFaults } from "./attachments.ts";

interface Message {
  readonly content?: string | null;
  readonly embeds?: readonly Embed[] | null;
  readonly components?: readonly Component[] | null;
  readonly attachments?: readonly unknown[] | null;
  readonly sticker_ids?: readonly string[] | null;
  readonly poll?: unknown;
  readonly flags?: number | null;
  readonly allowed_mentions?: {
    readonly parse?: readonly string[];
    readonly users?: readonly string[];
    readonly roles?: readonly string[];
  } | null;
}

interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly author?: { readonly name?: string };
  readonly footer?: { readonly text?: string };
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
}

/** A reply is the callback itself; a follow-up comes after it; a post is the bot's own. */
export type Way = "reply" | "follow-up" | "edit" | "post";

const FLAGS = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, suppressNotifications: 1 << 12, componentsV2: 1 << 15 };
/** Which may be set: docs.discord.com/developers/resources/message#message-object-message-flags. */
const SETTABLE: Readonly<Record<Way, number>> = {
  reply: FLAGS.suppressEmbeds | FLAGS.ephemeral | FLAGS.suppressNotifications | FLAGS.componentsV2,
  "follow-up": FLAGS.suppressEmbeds | FLAGS.ephemeral | FLAGS.suppressNotifications | FLAGS.componentsV2,
  edit: FLAGS.suppressEmbeds | FLAGS.componentsV2,
  post: FLAGS.suppressEmbeds | FLAGS.suppressNotifications | FLAGS.componentsV2,
};
const LIMITS = { content: 2_000, embeds: 6_000, components: 40, text: 4_000, rows: 5 } as const;

/** What the specification lets pass of a message. */
export function messageFaults(sent: Sent, way: Way): readonly string[] {
  const message = sent.json as Message;
  const flags = message.flags ?? 0;
  const isV2 = ((flags | (sent.before?.flags ?? 0)) & FLAGS.componentsV2) !== 0;
  const all = (message.components ?? []).flatMap((component, index) => everything(component, `/components/${index}`));
  const unknown = flags & ~SETTABLE[way];
  return [
    ...(unknown === 0 ? [] : [`/flags ${unknown} may not be set here`]),
    ...(isV2 ? v2Faults(message, all) : legacyFaults(message)),
    ...(way !== "edit" && isEmpty(message, sent) ? ["/ an empty message"] : []),
    ...treeFaults(all),
    ...mentionFaults(message),
    ...attachmentFaults(sent, all, isV2),
  ];
}

function v2Faults(
  { content, embeds, poll, sticker_ids }: Message,
  all: readonly (readonly [Component, string])[],
): readonly string[] {
  // Taking away what a message had is how it becomes one of components.
  const others = Object.entries({ content, embeds, poll, sticker_ids }).filter(([, value]) => !isNothing(value));
  const text = all.reduce((total, [{ type, content: shown = "" }]) => total + (type === TEXT ? shown.length : 0), 0);
  return [
    ...others.map(([key]) => `/${key} is not for a message of components`),
    ...(all.length > LIMITS.components
      ? [`/components ${all.length} with those inside: ${LIMITS.components} are the most`]
      : []),
    ...(text > LIMITS.text ? [`/components ${text} characters: ${LIMITS.text} are the most`] : []),
    ...all
      .filter(([{ type, content: shown }]) => type === TEXT && shown === "")
      .map(([, at]) => `${at}/content is empty`),
  ];
}

function legacyFaults({ content, embeds, components }: Message): readonly string[] {
  const total = (embeds ?? []).reduce((sum, embed) => sum + sizeOf(embed), 0);
  const rows = components ?? [];
  return [
    ...((content ?? "").length > LIMITS.content
      ? [`/content ${content?.length} characters: ${LIMITS.content} are the most`]
      : []),
    ...(total > LIMITS.embeds ? [`/embeds ${total} characters: ${LIMITS.embeds} are the most`] : []),
    ...(rows.length > LIMITS.rows ? [`/components ${rows.length} rows: ${LIMITS.rows} are the most`] : []),
    ...(rows.some(({ type }) => type !== ROW) ? ["/components other than rows need the flag 32768"] : []),
  ];
}

function sizeOf({ title = "", description = "", author, footer, fields = [] }: Embed): number {
  const texts = [
    title,
    description,
    author?.name ?? "",
    footer?.text ?? "",
    ...fields.flatMap(({ name, value }) => [name, value]),
  ];
  return texts.reduce((total, text) => total + text.length, 0);
}

function isEmpty({ content, embeds, components, poll, sticker_ids }: Message, { files }: Sent): boolean {
  return files.length === 0 && [content, embeds, components, poll, sticker_ids].every(isNothing);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function mentionFaults({ allowed_mentions }: Message): readonly string[] {
  const { parse = [], ...named } = allowed_mentions ?? {};
  return (["users", "roles"] as const).flatMap((kind) => {
    const ids = named[kind] ?? [];
    return [
      ...(ids.length > 0 && parse.includes(kind) ? [`/allowed_mentions both parses and names ${kind}`] : []),
      ...(new Set(ids).size === ids.length ? [] : [`/allowed_mentions/${kind} one is there twice`]),
    ];
  });
}
