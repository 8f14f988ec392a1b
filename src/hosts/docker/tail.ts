/**
 * The end of a stream, within a number of bytes; what came before is let go as it is read.
 *
 * Two buffers of that size take turns: a list of parts, with its first one taken off at each step, took half a minute
 * for the 600,000 lines that a log may hold.
 */
export class Tail {
  readonly #mostBytes: number;
  #before: Buffer = Buffer.alloc(0);
  #current: Buffer;
  #filled = 0;
  #size = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#current = Buffer.allocUnsafe(mostBytes);
  }

  get truncated(): boolean {
    return this.#size > this.#mostBytes;
  }

  push(part: Buffer): void {
    this.#size += part.length;
    for (let at = 0; at < part.length;) {
      if (this.#filled === this.#mostBytes) {
        this.#before = this.#current;
        this.#current = Buffer.allocUnsafe(this.#mostBytes);
        this.#filled = 0;
      }
      const copied = part.copy(this.#current, this.#filled, at);
      this.#filled += copied;
      at += copied;
    }
  }

  /** Whole lines, when something was cut off: the first of them may have lost its beginning. */
  toString(): string {
    const bytes = Buffer.concat([this.#before, this.#current.subarray(0, this.#filled)]).subarray(-this.#mostBytes);
    return (this.truncated ? bytes.subarray(bytes.indexOf("\n") + 1) : bytes).toString();
  }
}
