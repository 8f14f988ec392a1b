import { Readable } from "node:stream";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "#chat/terminal/line-reader.ts";

async function linesOf(chunks: readonly (string | Buffer)[], limit = 1_000) {
  return Array.fromAsync(readLines(Readable.from(chunks, { objectMode: false }), limit));
}

function texts(...lines: string[]) {
  return lines.map((text) => ({ kind: "line", text }));
}

test("lines end with a newline of either kind, and the last one with the input", async () => {
  expect(await linesOf(["/a\n/b\r\n\n/c"])).toEqual(texts("/a", "/b", "", "/c"));
  expect(await linesOf(["\ufeff/a\n"])).toEqual(texts("/a"));
  expect(await linesOf([])).toEqual([]);
});

test("a line that is too long is told by its beginning and its length, and the next one is read", async () => {
  const long = "x".repeat(1_001);
  expect(await linesOf([`/a\n${long}\n/b`])).toEqual([
    { kind: "line", text: "/a" },
    { kind: "too long", bytes: 1_001, start: "x".repeat(80) },
    { kind: "line", text: "/b" },
  ]);
});

test("however the bytes arrive, the lines are the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.stringMatching(/^[a-z表🚀 ]{0,20}$/u), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        expect(await linesOf(chunks)).toEqual(texts(...lines));
      },
    ),
  );
});
