import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { progressNumbers } from "#core/rate.ts";
import { working } from "#core/reply.ts";
import type { Reply, Step } from "#core/reply.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const MIB = 1_048_576;

/** What is told of a transfer that is so far after each second, in words. */
async function told(mebibytes: readonly number[], total: number | undefined): Promise<readonly string[]> {
  async function* steps(): AsyncGenerator<Step, void> {
    for (const [second, done] of mebibytes.entries()) {
      // Its words change with every layer, and it is the same transfer.
      const text = `Pulling (${second} of 9 layers)`;
      yield { text, progress: { done: done * MIB, ...(total !== undefined && { total: total * MIB }), unit: "bytes" } };
      vi.advanceTimersByTime(1_000);
    }
  }
  const replies: Reply[] = await Array.fromAsync(working("Pulling app", steps()));
  return replies.flatMap(({ blocks = [] }) =>
    blocks.map((block) => (block.kind === "progress" ? progressNumbers(block).join(", ") : block.kind)),
  );
}

test("a transfer tells how far it is, how fast, and how long it will take", async () => {
  expect(await told([0, 3, 6, 9, 12, 15, 18, 21, 30, 39], 100)).toEqual([
    "0 B of 100 MiB",
    "3 MiB of 100 MiB, 3 MiB/s, 33 s left",
    "6 MiB of 100 MiB, 3 MiB/s, 32 s left",
    "9 MiB of 100 MiB, 3 MiB/s, 31 s left",
    "12 MiB of 100 MiB, 3 MiB/s, 30 s left",
    "15 MiB of 100 MiB, 3 MiB/s, 29 s left",
    "18 MiB of 100 MiB, 3 MiB/s, 28 s left",
    "21 MiB of 100 MiB, 3 MiB/s, 27 s left",
    "30 MiB of 100 MiB, 4.2 MiB/s, 17 s left",
    "39 MiB of 100 MiB, 5.4 MiB/s, 12 s left",
  ]);
});

test("without a total, a stall or a step back it says no more than it knows", async () => {
  expect(await told([0, 3], undefined)).toEqual(["0 B", "3 MiB, 3 MiB/s"]);
  expect(await told([5, 5, 5], 10)).toEqual(Array.from({ length: 3 }, () => "5 MiB of 10 MiB"));
  expect(await told([5, 8, 2, 4], 10)).toEqual([
    "5 MiB of 10 MiB",
    "8 MiB of 10 MiB, 3 MiB/s",
    "2 MiB of 10 MiB",
    "4 MiB of 10 MiB, 2 MiB/s, 3 s left",
  ]);
  expect(progressNumbers({ done: 3, total: 5, unit: "steps" })).toEqual(["3 of 5"]);
});
