import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Output } from "#chat/terminal/output.ts";
import { painter } from "#chat/terminal/paint.ts";
import { progressDisplay } from "#chat/terminal/progress.ts";
import type { Reply } from "#core/reply.ts";
import { Sink } from "./streams.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function display(isTTY: boolean, columns = 80) {
  const sink = Object.assign(new Sink(), { isTTY, columns });
  const written = () => sink.text.replaceAll("\u001b", "ESC").replaceAll("\r", "CR");
  return { progress: progressDisplay(new Output(sink), painter(false)), written, sink };
}

function pulled(megabytes: number): Reply {
  const done = megabytes * 1_048_576;
  return {
    tone: "working",
    title: "Starting shop",
    blocks: [{ kind: "progress", label: "Pulling", done, total: 104_857_600, unit: "bytes" }],
  };
}

test("on a terminal a command that answers at once shows nothing", () => {
  const { progress, written } = display(true);
  progress.begin("/db list");
  progress.show({ tone: "working", title: "Looking" });
  vi.advanceTimersByTime(99);
  progress.end();
  expect(written()).toBe("");
});

test("on a terminal one line is drawn ten times a second at most, and taken away at the end", () => {
  const { progress, written } = display(true);
  progress.begin("/db up");
  vi.advanceTimersByTime(100);
  for (let megabytes = 0; megabytes < 100; megabytes += 1) progress.show(pulled(megabytes));
  vi.advanceTimersByTime(100);
  progress.end();
  vi.advanceTimersByTime(1_000);
  expect(written().split("CR")).toEqual([
    "",
    "⠋ /db upESC[K",
    "⠙ Starting shop: Pulling  ━━━━━━━━━━━━━━━━━━━━  99 %  99 MiB of 100 MiBESC[K",
    "ESC[K",
  ]);
});

test("no line reaches the last column, however narrow the terminal", () => {
  const { progress, sink } = display(true, 30);
  progress.begin("/db up postgres --name a-name-that-is-rather-long");
  vi.advanceTimersByTime(100);
  progress.show(pulled(50));
  vi.advanceTimersByTime(100);
  for (const line of sink.text.split("\r")) expect(line.replace("\u001b[K", "").length).toBeLessThan(30);
});

test("while it is cancelled it says so, whatever replies say", () => {
  const { progress, written } = display(true);
  progress.begin("/db up");
  progress.hold("cancelling…");
  progress.show(pulled(1));
  vi.advanceTimersByTime(100);
  expect(written()).toBe("CR⠋ cancelling…ESC[KCR⠙ cancelling…ESC[K");
});

test("elsewhere it is a line when something changed, once a second at most, and never after the end", () => {
  const { progress, written } = display(false);
  progress.begin("/db up");
  for (let megabytes = 0; megabytes <= 30; megabytes += 1) {
    progress.show(pulled(megabytes));
    vi.advanceTimersByTime(100);
  }
  progress.show(pulled(31));
  progress.end();
  vi.advanceTimersByTime(5_000);
  const lines = written().split("\n").filter(Boolean);
  expect(lines.map((line) => /(\d+) %/.exec(line)?.[1])).toEqual(["0", "9", "19", "29"]);
});

test("elsewhere the same again is not told again", () => {
  const { progress, written } = display(false);
  for (let count = 0; count < 5; count += 1) {
    progress.show({ tone: "working", title: "Waiting for the server" });
    vi.advanceTimersByTime(2_000);
  }
  expect(written()).toBe("… Waiting for the server\n");
});
