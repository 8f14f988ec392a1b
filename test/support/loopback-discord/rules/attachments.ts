import type { Sent } from "../sent.ts";
import { twins } from "./twins.ts";
import type { Component } from "./components.ts";

interface Attachment {
  readonly id: string;
  readonly filename?: string | null;
}

const FILE_BYTES = 10 * 1_024 * 1_024;
const REQUEST_BYTES = 25 * 1_024 * 1_024;
/** Of other names Discord changes characters, and then nothing can refer to the file. */
const KEPT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const SCHEME = "attachment://";

/** Files and what refers to them: what is sent is named, and what is named is sent or stood there before. */
export function attachmentFaults(
  { json, files, before }: Sent,
  all: readonly (readonly [Component, string])[],
  isV2: boolean,
): readonly string[] {
  const { attachments } = json as { readonly attachments?: readonly Attachment[] | null };
  const named = attachments ?? [];
  // Without a list an edit leaves the files as they are.
  const kept = attachments === undefined || attachments === null ? (before?.files ?? []) : [];
  const names = [...files.map(({ name }) => name), ...kept.map(({ name }) => name)];
  const references = all.flatMap(([component, at]) => urlsOf(component).map((url) => [url, at] as const));
  const used = new Set(references.map(([url]) => url));
  const bytes = files.reduce((total, file) => total + file.bytes.length, 0);
  return [
    ...twins(named.map(({ id }) => id)).map((id) => `/attachments two have the id ${id}`),
    ...named
      .filter(({ id }) => !before && files[Number(id)] === undefined)
      .map(({ id }) => `/attachments no file is sent as ${id}`),
    ...named
      .filter(({ id, filename }) => files[Number(id)] && filename !== undefined && filename !== files[Number(id)]?.name)
      .map(({ id }) => `/attachments/${id}/filename is not the name of the file`),
    ...files
      .filter((_, index) => !named.some(({ id }) => id === String(index)))
      .map(({ name }) => `/attachments does not name ${name}`),
    ...files.filter(({ name }) => !KEPT.test(name)).map(({ name }) => `files ${name}: its name would be changed`),
    ...twins(names).map((name) => `files two are called ${name}`),
    ...references
      .filter(([url]) => url.startsWith(SCHEME) && !names.includes(url.slice(SCHEME.length)))
      .map(([url, at]) => `${at} refers to ${url}, which is not sent`),
    ...(isV2
      ? files.filter(({ name }) => !used.has(`${SCHEME}${name}`)).map(({ name }) => `files no component shows ${name}`)
      : []),
    ...files
      .filter((file) => file.bytes.length > FILE_BYTES)
      .map(({ name }) => `files ${name} is larger than ${FILE_BYTES}`),
    ...(bytes > REQUEST_BYTES ? [`files ${bytes} bytes: ${REQUEST_BYTES} are the most`] : []),
    ...all
      .filter(([{ file }]) => file && !file.url.startsWith(SCHEME))
      .map(([, at]) => `${at}/file/url must be of a file that is sent`),
  ];
}

function urlsOf({ file, media, items = [] }: Component): readonly string[] {
  return [file, media, ...items.map((item) => item.media)].flatMap((one) => (one ? [one.url] : []));
}
