import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EndMark, newMark, withMark } from "#hosts/stdio/end-mark.ts";

const mark = newMark();

/** What is read of a stream that comes in pieces of these sizes, over and over. */
function read(stream: Buffer, sizes: readonly number[]): { readonly text: string; readonly ended: boolean } {
  const end = new EndMark(mark);
  const parts: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    const { bytes, ended } = end.push(stream.subarray(at, at + size));
    parts.push(bytes);
    if (ended) return { text: Buffer.concat(parts).toString("latin1"), ended };
    at += size;
  }
  return { text: Buffer.concat([...parts, end.held]).toString("latin1"), ended: false };
}

const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });

describe("a stream's end mark", () => {
  test("is found however the stream is cut, and nothing before it is lost", () => {
    const lineEnds = fc.constantFrom("\n", "\r\n", " \r\n");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), lineEnds, sizes, (bytes, lineEnd, cut) => {
        const stream = Buffer.concat([bytes, Buffer.from(mark + lineEnd)]);
        expect(read(stream, cut)).toEqual({ text: Buffer.from(bytes).toString("latin1"), ended: true });
      }),
    );
  });

  test("is not seen in what is only like it, and all of that arrives", () => {
    const like = fc.oneof(
      fc.integer({ min: 0, max: mark.length }).map((length) => mark.slice(0, length)),
      fc.constantFrom(`${mark}x\n`, `${mark}  \n`, `${mark} \r`, mark.toUpperCase() + "\n", newMark() + "\n", "\n"),
    );
    fc.assert(
      fc.property(fc.array(like, { maxLength: 6 }), sizes, (parts, cut) => {
        const text = parts.map((part) => `${part};`).join("");
        expect(read(Buffer.from(text), cut)).toEqual({ text, ended: false });
      }),
    );
    expect(read(Buffer.from(`all but the line's end ${mark}`), [7]).text).toBe(`all but the line's end ${mark}`);
  });

  test("is not seen where a list of processes shows the command that says it", () => {
    const line = withMark(["docker", "system", "dial-stdio"], mark).join(" ");
    expect(read(Buffer.from(`1 init\n2 sh -c ${line}\n`), [4096])).toMatchObject({ ended: false });
    expect(line).toMatch(/^docker system dial-stdio && echo longshore-[0-9a-f]{32} && read longshore$/);
  });
});
