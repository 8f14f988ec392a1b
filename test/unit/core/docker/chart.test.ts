import fc from "fast-check";
import { expect, test } from "vitest";
import { marksOf } from "#core/chart.ts";
import { chartCells, followUsage, usageChart } from "#core/docker/usage-chart.ts";
import type { UsageSeries } from "#core/docker/usage-chart.ts";
import type { Usage } from "#core/operations.ts";

const usage = (cpus: number, memoryBytes: number): Usage => ({
  ...{ cpus, memoryBytes, memoryLimitBytes: 2 ** 30, pids: 1 },
  ...{ receivedBytes: 0, sentBytes: 0, readBytes: 0, writtenBytes: 0 },
});
const series = (name: string, ...cpus: number[]): UsageSeries => ({
  name,
  points: cpus.map((value, index) => ({ atMs: 1_000 * index, usage: usage(value, 2 ** 20) })),
});

test.each([
  [1, false, [0, 0.25, 0.5, 0.75, 1]],
  [0.9, false, [0, 0.25, 0.5, 0.75, 1]],
  [0.013, false, [0, 0.005, 0.01, 0.015]],
  [0, false, [0, 0.25, 0.5, 0.75, 1]],
  [300 * 2 ** 20, true, [0, 128, 256, 384].map((mebibytes) => mebibytes * 2 ** 20)],
])("an axis up to %d has round marks", (most, isBinary, marks) => {
  expect(marksOf(most, isBinary)).toEqual(marks);
});

test("an axis reaches its highest value, in few steps", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.boolean(), (most, isBinary) => {
      const marks = marksOf(most, isBinary);
      expect(marks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-6));
      expect(marks.length).toBeGreaterThanOrEqual(3);
      expect(marks.length).toBeLessThanOrEqual(6);
    }),
  );
});

test("of more containers than colours the busiest are drawn, and the title says so", () => {
  const many = Array.from({ length: 12 }, (_, index) => series(`c${index}`, index, index));
  const chart = usageChart([...many, series("idle")], "lab", 30_000);
  expect(chart.title).toBe("Usage on lab, 30 s (the 8 busiest of 12)");
  expect(chart.panels.map(({ lines }) => lines.map(({ name }) => name))).toEqual(
    Array.from({ length: 2 }, () => ["c11", "c10", "c9", "c8", "c7", "c6", "c5", "c4"]),
  );
  expect(chartCells(series("web", 0.5, 1))).toEqual(["web", "0.75", "1.00", "1 MiB", "1 MiB"]);
  expect(chartCells(series("idle"))).toEqual(["idle", "not measured", "", "", ""]);
});

test("a failure of one measurement is told, and leaves no other waiting", async () => {
  const usages = async function* (id: string, signal: AbortSignal): AsyncGenerator<Usage, void> {
    if (id === "bad") throw new Error("broken");
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    yield usage(0, 0);
  };
  const both = ["bad", "good"].map((id) => ({ id, name: id }));
  const following = followUsage(both, { usages }, 60_000, new AbortController().signal);
  await expect(Array.fromAsync(following)).rejects.toThrow("broken");
});
