import type { Reply } from "../reply.ts";

/** What is kept of a log while it is read: more is a file that nobody opens on a phone. */
export const MOST_LOG_BYTES = 8 * 1024 * 1024;
/** Longer than this is a file instead of a block. */
const LONGEST_BLOCK = 12_000;

/** Collects whole lines out of pieces, those that match only, and no more of them than may be kept. */
export class LogLines {
  readonly #matches: (line: string) => boolean;
  readonly #most: number;
  #lines: string[] = [];
  #size = 0;
  #rest = "";
  #dropped = false;

  /** @param most Characters; the oldest lines go first. */
  constructor(grep: string | undefined, most = MOST_LOG_BYTES) {
    const wanted = grep?.toLowerCase();
    this.#matches = (line) => line !== "" && (wanted === undefined || line.toLowerCase().includes(wanted));
    this.#most = most;
  }

  /** The number of lines that it had. */
  push(piece: string): number {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    // A program may well print a gigabyte without a line end.
    if (this.#rest.length > this.#most) this.#rest = this.#rest.slice(-this.#most);
    const found = lines.map((line) => line.replace(/\r$/, "")).filter(this.#matches);
    for (const line of found) this.#add(line);
    return found.length;
  }

  end(): void {
    if (this.#matches(this.#rest)) this.#add(this.#rest);
    this.#rest = "";
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get truncated(): boolean {
    return this.#dropped;
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#size += line.length + 1;
    if (this.#size <= this.#most) return;
    // Half at once: taking off one at a time moves all the others each time.
    this.#lines = this.#lines.slice(Math.ceil(this.#lines.length / 2));
    this.#size = this.#lines.reduce((size, other) => size + other.length + 1, 0);
    this.#dropped = true;
  }
}

/** Whether a text goes into a block of its own or has to be a file. */
export function isLong(text: string): boolean {
  return text.length > LONGEST_BLOCK;
}

/** A log as it was read so far. */
export interface ReadLog {
  readonly lines: readonly string[];
  /** Older lines were let go. */
  readonly truncated: boolean;
  readonly ended: boolean;
}

/** A log as a block, or as a file where it is long. */
export function logReply(
  { name, grep }: { readonly name: string; readonly grep: string | undefined },
  { lines, truncated }: ReadLog,
  tail: number,
): Reply {
  if (lines.length === 0) {
    return { tone: "ok", title: `${name} wrote ${grep === undefined ? "nothing" : `nothing with "${grep}" in it`}` };
  }
  const text = lines.join("\n");
  const title = `${name}: ${lines.length === 1 ? "1 line" : `${lines.length} lines`}`;
  if (!isLong(text)) {
    const cut = truncated || (grep === undefined && lines.length >= tail);
    return { tone: "ok", title, blocks: [{ kind: "log", name: `${name}.log`, text, truncated: cut }] };
  }
  const end = text.slice(-LONGEST_BLOCK / 4);
  return {
    tone: "ok",
    title,
    blocks: [
      { kind: "log", name: `${name}.log`, text: end.slice(end.indexOf("\n") + 1), truncated: true },
      { kind: "file", name: `${name}.log`, bytes: new TextEncoder().encode(`${text}\n`) },
    ],
  };
}
