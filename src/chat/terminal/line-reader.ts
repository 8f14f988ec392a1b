import type { Readable } from "node:stream";

/** A line of the input, or what is known of one that was too long to keep. */
export type InputLine =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too long"; readonly bytes: number; readonly start: string };

/** How much of a line that was too long is kept, to tell which one it was. */
const START_BYTES = 80;

/**
 * The lines of a stream, read as they are asked for. Holds at most `limit` bytes of a line. The end of the stream, an
 * error of it and its destruction all end the lines.
 */
export async function* readLines(stream: Readable, limit: number): AsyncGenerator<InputLine> {
  let held: Buffer[] = [];
  let bytes = 0;

  const keep = (part: Buffer) => {
    const fitted = bytes + part.length <= limit;
    if (fitted) held.push(part);
    // A copy, since a part of a chunk keeps the whole chunk alive.
    else held = [Buffer.from(Buffer.concat([...held, part]).subarray(0, START_BYTES))];
    bytes += part.length;
  };
  const take = (): InputLine => {
    const text = decode(Buffer.concat(held));
    const line: InputLine = bytes <= limit ? { kind: "line", text } : { kind: "too long", bytes, start: text };
    held = [];
    bytes = 0;
    return line;
  };

  try {
    for await (const chunk of stream as AsyncIterable<Buffer | string>) {
      let rest = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
        keep(rest.subarray(0, end));
        yield take();
        rest = rest.subarray(end + 1);
      }
      if (rest.length > 0) keep(rest);
    }
  } catch {
    // A terminal that went away or a stream that we destroyed to stop: what is unfinished was not sent.
    return;
  }
  if (bytes > 0) yield take();
}

const NEWLINE = 0x0a;

function decode(line: Buffer): string {
  // A byte order mark is how some Windows editors begin a file; TextDecoder takes it away.
  return new TextDecoder().decode(line).replace(/\r$/, "");
}
