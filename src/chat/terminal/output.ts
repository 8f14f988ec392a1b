import type { Writable } from "node:stream";

/** A stream of ours; `columns` and `isTTY` are there when it is a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Writes that end quietly: who reads may go away at any time (`| head -1`, a closed window), and that is no error of ours. */
export class Output {
  readonly stream: OutputStream;
  /** True when nobody reads any more. */
  broken = false;

  constructor(stream: OutputStream) {
    this.stream = stream;
    // EPIPE, EIO after the terminal is gone: without a listener they would end the process before its clean-up.
    stream.on("error", () => {
      this.broken = true;
    });
  }

  /** Resolves when it is handed on, so that nothing is lost at the end and a slow reader slows us down. */
  async write(text: string): Promise<void> {
    if (this.broken) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stream.write(text, (error) => {
      if (error) this.broken = true;
      resolve();
    });
    await promise;
  }

  writeLines(lines: readonly string[]): Promise<void> {
    return this.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Columns of the terminal; infinite where there is none: nothing is cut for a program. */
  get width(): number {
    // A pty that nobody gave a size says 0.
    return this.stream.isTTY ? this.stream.columns || 80 : Number.POSITIVE_INFINITY;
  }
}
