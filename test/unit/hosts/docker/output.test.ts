import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Demultiplexer } from "#hosts/docker/demultiplex.ts";
import { Tail } from "#hosts/docker/tail.ts";
import { cpuMs } from "#test/support/cpu-time.ts";

function frame(stream: number, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

function output(pieces: Iterable<Buffer>): string {
  const frames = new Demultiplexer();
  return Buffer.concat([...pieces].flatMap((piece) => frames.push(piece))).toString("latin1");
}

describe("the output in a stream of frames", () => {
  test("is both outputs in order, however the stream was cut", () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 40 })), { maxLength: 20 });
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 30 }), (all, size) => {
        const bytes = Buffer.concat(all.map(([stream, content]) => frame(stream, Buffer.from(content))));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        const expected = Buffer.concat(all.map(([, content]) => Buffer.from(content))).toString("latin1");
        expect(output(pieces)).toBe(expected);
      }),
    );
  });

  test("of a terminal is what it wrote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 1 }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        const bytes = Buffer.from(text);
        const pieces = [bytes.subarray(0, size), bytes.subarray(size)];
        expect(output(pieces)).toBe(text);
      }),
    );
  });

  test("that claims to be four gigabytes long is given as it comes", () => {
    const header = Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]);
    expect(output([header, Buffer.from("hello")])).toBe("hello");
  });
});

describe("the tail of an output", () => {
  test("is all of it below the limit, and whole lines of the end above", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{0,12}\n?$/), { maxLength: 40 }), (parts) => {
        const tail = new Tail(64);
        for (const part of parts) tail.push(Buffer.from(part));
        const all = parts.join("");
        const kept = tail.toString();
        expect(all.endsWith(kept)).toBe(true);
        expect(tail.truncated).toBe(all.length > 64);
        expect(kept.length).toBeLessThanOrEqual(64);
        const before = all.slice(0, all.length - kept.length);
        expect(before === "" || before.endsWith("\n") || !all.slice(-64).includes("\n")).toBe(true);
      }),
    );
  });

  test("of 600,000 lines is kept in steps that do not grow with what is kept", async () => {
    const tail = new Tail(1 << 20);
    const pushed = await cpuMs(() => {
      for (let line = 0; line < 600_000; line++) tail.push(Buffer.from(`${line}\n`));
    });
    expect(tail.toString().endsWith("\n599999\n")).toBe(true);
    // 0.1 s; copying the kept mebibyte for each line would be minutes.
    expect(pushed).toBeLessThan(5_000);
  });
});
