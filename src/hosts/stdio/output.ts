/**
 * Text of a program that may be `wsl.exe`, whose own messages are UTF-16LE unless WSL_UTF8=1 is understood (it is from
 * 0.64 on, and never by the one that came with Windows 10).
 *
 * A NUL never stands in text, and in UTF-16LE every line end has two: so one NUL decides, in any language.
 */
export function decodeOutput(bytes: Buffer): string {
  const wide = bytes.includes(0) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  const text = wide ? bytes.subarray(0, bytes.length & ~1).toString("utf16le") : bytes.toString("utf8");
  return text.replace(/^\uFEFF/, "");
}

/** Decoded text as one short line without colours and control characters, to stand in a sentence. */
export function oneLine(text: string, most = 300): string {
  const line = text
    // oxlint-disable-next-line no-control-regex -- terminal sequences begin with ESC
    .replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, "")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** Keeps the beginning of what a program says, and no more than that of a program that talks for ever. */
export class Heard {
  readonly #mostBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(mostBytes = 8 * 1024) {
    this.#mostBytes = mostBytes;
  }

  push(part: Buffer): void {
    const room = this.#mostBytes - this.#size;
    if (room <= 0) return;
    this.#parts.push(part.subarray(0, room));
    this.#size += Math.min(room, part.length);
  }

  toString(): string {
    return decodeOutput(Buffer.concat(this.#parts)).trim();
  }
}
