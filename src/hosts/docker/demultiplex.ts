const HEADER_BYTES = 8;

/**
 * Takes the output out of an engine's stream of a container's output, piece by piece.
 *
 * Without a terminal both outputs are interleaved in frames: `[stream, 0, 0, 0, size as 4 bytes]` and then the bytes
 * (Docker's API documentation, "Stream format"). With one there are no frames. API 1.41 does not say which it is, so
 * the first bytes tell: no text begins with them.
 */
export class Demultiplexer {
  #header: Buffer = Buffer.alloc(0);
  #left = 0;
  #framed = true;

  /** The output in this piece of the stream; parts of it, not copies. */
  push(piece: Buffer): readonly Buffer[] {
    const parts: Buffer[] = [];
    for (let at = 0; at < piece.length;) {
      if (!this.#framed) {
        parts.push(piece.subarray(at));
        break;
      }
      if (this.#left > 0) {
        const part = piece.subarray(at, at + this.#left);
        this.#left -= part.length;
        at += part.length;
        parts.push(part);
        continue;
      }
      const more = piece.subarray(at, at + HEADER_BYTES - this.#header.length);
      at += more.length;
      this.#header = this.#header.length === 0 ? more : Buffer.concat([this.#header, more]);
      this.#framed = isHeader(this.#header);
      if (!this.#framed) parts.push(this.#header);
      if (this.#header.length < HEADER_BYTES) continue;
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
    return parts;
  }
}

/** Of as much of it as there is. Stream 3 is the engine's own error, told in the middle of the output. */
function isHeader(bytes: Buffer): boolean {
  return (bytes[0] ?? 0) <= 3 && (bytes[1] ?? 0) === 0 && (bytes[2] ?? 0) === 0 && (bytes[3] ?? 0) === 0;
}
