import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readLines } from "#chat/terminal/line-reader.ts";

test("a gigabyte without a newline is not kept", async () => {
  const chunk = Buffer.alloc(1_048_576, "x");
  let most = 0;
  async function* gigabyte() {
    for (let count = 0; count < 1_024; count += 1) {
      if (count % 64 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
      yield chunk;
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const lines = await Array.fromAsync(readLines(Readable.from(gigabyte(), { objectMode: false }), 1_048_576));
  expect(lines).toEqual([{ kind: "too long", bytes: 1_073_741_824, start: "x".repeat(80) }]);
  expect(most - before).toBeLessThan(256 * 1_048_576);
});
