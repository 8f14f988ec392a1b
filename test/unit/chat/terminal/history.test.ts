import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openHistory } from "#chat/terminal/history.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "longshore-history-"));
  path = join(folder, "data", "history");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Windows has no modes: there the folder of the user is what keeps others out. */
function modeOf(path: string): number {
  return process.platform === "win32" ? 0o600 : statSync(path).mode & 0o777;
}

function never(reason: string): never {
  throw new Error(reason);
}

test("what was typed is there the next time, newest first, for its owner alone", () => {
  const history = openHistory(path, never);
  expect(history.lines).toEqual([]);
  history.add("/db list");
  history.add("/db up postgres");
  expect(openHistory(path, never).lines).toEqual(["/db up postgres", "/db list"]);
  expect(modeOf(path)).toBe(0o600);
});

test("blank lines and those that were pasted are not kept", () => {
  const history = openHistory(path, never);
  expect(["", "  ", "x".repeat(1_001), "x".repeat(1_000)].map((line) => history.add(line))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(openHistory(path, never).lines).toHaveLength(1);
});

test("the last thousand are kept, and a file that has grown is cut", () => {
  openHistory(path, never);
  writeFileSync(path, Array.from({ length: 2_500 }, (_, index) => `/${index}\n`).join(""), { mode: 0o644 });
  const { lines } = openHistory(path, never);
  expect([lines.length, lines[0], lines[999]]).toEqual([1_000, "/2499", "/1500"]);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(1_001);
  expect(modeOf(path)).toBe(0o600);
});

test("where nothing can be kept it says so once, and goes on", () => {
  writeFileSync(join(folder, "data"), "a file where a folder should be");
  const complaints: string[] = [];
  const history = openHistory(path, (reason) => complaints.push(reason));
  expect(history.add("/db list")).toBe(true);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(/^no history is kept: /);
});
