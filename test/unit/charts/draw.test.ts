import { createCanvas, loadImage } from "@napi-rs/canvas";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Chart } from "#core/chart.ts";
import { drawChart } from "#src/charts/draw.ts";

const chartOf = (names: readonly string[], values: readonly number[]): Chart => {
  const points = values.map((value, index) => ({ atMs: 1_000 * index, value }));
  const lines = names.map((name) => ({ name, points }));
  return {
    title: "Usage on lab, 30 s",
    panels: [
      { title: "CPUs", lines, show: String, isBinary: false },
      { title: "Memory", lines, show: String, isBinary: true },
    ],
    spanMs: 30_000,
  };
};

/** The share of pixels of this colour, letter edges not counted. */
async function shareOf(png: Uint8Array, [red, green, blue]: readonly [number, number, number]): Promise<number> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) found++;
  }
  return found / (data.length / 4);
}

test("a chart is a PNG on white, with a line and a sample of each colour, and letters", async () => {
  const png = await drawChart(chartOf(["web", "db"], [0.1, 0.5, 0.3]));
  expect(Buffer.from(png).subarray(1, 4).toString()).toBe("PNG");
  const image = await loadImage(png);
  expect([image.width, image.height]).toEqual([1080, 1142]);
  expect(await shareOf(png, [255, 255, 255])).toBeGreaterThan(0.85);
  // The second of two equal lines covers the first, whose sample is left.
  expect(await shareOf(png, [0, 114, 178])).toBeGreaterThan(0.0003);
  expect(await shareOf(png, [213, 94, 0])).toBeGreaterThan(0.001);
  // Letters: without a font there would be none.
  expect(await shareOf(png, [29, 28, 29])).toBeGreaterThan(0.001);
});

test("anything can be drawn: no lines, one measurement, many names, odd numbers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ maxLength: 80 }), { maxLength: 12 }),
      fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { maxLength: 5 }),
      async (names, values) => {
        expect((await drawChart(chartOf(names, values))).length).toBeGreaterThan(1_000);
      },
    ),
    { numRuns: 10 },
  );
});
