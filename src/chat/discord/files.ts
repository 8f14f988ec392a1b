import { gzipSync } from "node:zlib";
import type { APIComponentInContainer } from "discord.js";
import { showBytes } from "#core/units.ts";
import { cut } from "../text.ts";
import { ALT_CHARACTERS, ATTACHMENTS, PACKED_BYTES, REQUEST_BYTES } from "./limits.ts";
import type { Attachment } from "./pieces.ts";
import { componentTypes } from "./wire.ts";

/** A file as it is sent. Its name is what `attachment://…` in a component refers to. */
export interface OutgoingFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files of one message: as many, and as large, as Discord takes. */
export class Files {
  readonly #limit: number;
  readonly #sent: OutgoingFile[] = [];
  #room = REQUEST_BYTES;

  /** `limit`: bytes of one file, as the interaction says; 0 for a message that can have none. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get sent(): readonly OutgoingFile[] {
    return this.#sent;
  }

  /**
   * The component that shows it, and what has to be said of it: that it was packed, that it is the end of it only, or that it is
   * left out. `reserve`: places for files to come.
   */
  add(file: Attachment, reserve = 0): { readonly component?: APIComponentInContainer; readonly note?: string } {
    const { bytes } = file;
    const most = Math.min(this.#limit, this.#room);
    const shownName = cut(file.name, 60);
    if (this.#sent.length >= ATTACHMENTS - reserve)
      return { note: `${shownName} is left out: ${ATTACHMENTS} files are the most.` };
    if (bytes.length <= most) return { component: this.#send(file, safeName(file.name), bytes) };

    const packed = file.kind !== "image" && bytes.length <= PACKED_BYTES ? gzipSync(bytes) : undefined;
    if (packed && packed.length <= most) {
      const note = `${shownName} is packed: ${showBytes(bytes.length)} are more than Discord takes here.`;
      return { component: this.#send(file, safeName(`${file.name}.gz`), packed), note };
    }
    const end = file.kind === "text" ? endWithin(bytes, most) : undefined;
    if (end && end.length > 0) {
      const note = `${shownName} holds the last ${showBytes(end.length)} of ${showBytes(bytes.length)}: Discord takes no more here.`;
      return { component: this.#send(file, safeName(file.name), end), note };
    }
    return { note: `${shownName} is left out: ${showBytes(bytes.length)} are more than Discord takes here.` };
  }

  #send({ kind, alt = "" }: Attachment, name: string, bytes: Uint8Array): APIComponentInContainer {
    const free = this.#freeName(name);
    this.#sent.push({ name: free, bytes });
    this.#room -= bytes.length;
    const media = { url: `attachment://${free}` };
    if (kind !== "image" || !isPng(bytes)) return { type: componentTypes.file, file: media };
    const description = cut(alt, ALT_CHARACTERS);
    return { type: componentTypes.gallery, items: [{ media, ...(description !== "" && { description }) }] };
  }

  /** `web.log`, `web-2.log`, … */
  #freeName(name: string): string {
    const taken = (name: string) => this.#sent.some((file) => file.name === name);
    const [, base = name, extension = ""] = /^(.*?)((?:\.[A-Za-z0-9]+)*)$/.exec(name) ?? [];
    let free = name;
    for (let number = 2; taken(free); number++) free = `${base}-${number}${extension}`;
    return free;
  }
}

/**
 * What Discord leaves as it is and a file system takes: other characters it changes, and then `attachment://…` refers to
 * nothing.
 */
function safeName(name: string): string {
  const safe = name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/-*\.[-.]*/g, ".")
    .replaceAll(/^[-._]+|[-.]+$/g, "");
  // The end is kept: there is what kind of file it is.
  return safe.slice(-80).replace(/^[-._]+/, "") || "file";
}

/** The end of a text, from the beginning of a line where there is one, and always of a character. */
function endWithin(bytes: Uint8Array, most: number): Uint8Array {
  const end = bytes.subarray(bytes.length - Math.max(0, most));
  const line = end.indexOf(0x0a);
  if (line !== -1 && line < end.length / 2) return end.subarray(line + 1);
  let start = 0;
  while (start < end.length && start < 4 && ((end[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return end.subarray(start);
}

function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, index) => bytes[index] === byte);
}
