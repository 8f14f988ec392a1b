import { expect, test } from "vitest";
import { measure } from "#hosts/podman/stats.ts";
import { scriptedLine } from "./scripted-line.ts";

const never = "0001-01-01T00:00:00Z";
const sample = (read: string, used: number) => ({
  read,
  preread: never,
  cpu_stats: { cpu_usage: { total_usage: used } },
  precpu_stats: { cpu_usage: { total_usage: 0 } },
});
const [first, second] = [sample("2026-01-01T00:00:00Z", 100), sample("2026-01-01T00:00:01Z", 300)];

function measured(query: Record<string, unknown>, line: ReturnType<typeof scriptedLine>) {
  return measure({ method: "GET", path: "/containers/shop/stats", query, body: undefined }, line);
}

test("two samples are taken where Podman gives one with nothing before it", async () => {
  const line = scriptedLine({ pass: [first, second] });
  expect(await measured({ stream: false }, line)).toEqual({
    ...second,
    preread: first.read,
    precpu_stats: first.cpu_stats,
  });
});

test("whoever asks for one gets one", async () => {
  const line = scriptedLine({ pass: [first, second] });
  expect(await measured({ stream: false, "one-shot": true }, line)).toBe(first);
  expect(line.sent).toEqual(["pass"]);
});

test("a Podman that takes two itself is not asked again", async () => {
  const both = { ...second, preread: first.read };
  const line = scriptedLine({ pass: [both] });
  expect(await measured({ stream: false }, line)).toBe(both);
  expect(line.sent).toEqual(["pass"]);
});

test("a container that does not run has nothing to wait for", async () => {
  const nothing = new Uint8Array();
  const line = scriptedLine({ pass: [nothing] });
  expect(await measured({ stream: false }, line)).toBe(nothing);
  expect(line.sent).toEqual(["pass"]);
});

test("of one that ends meanwhile, the first sample counts", async () => {
  const line = scriptedLine({ pass: [first, new Uint8Array()] });
  expect(await measured({ stream: false }, line)).toBe(first);
});
