import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { died, hasSettled, STEADY } from "#leases/bounce.ts";
import { rollUp } from "#leases/roll-up.ts";
import type { Reply } from "#core/reply.ts";

test("two crashes are told each, the third as a loop, and the rest not at all", () => {
  let bounce = STEADY;
  const said = [0, 1, 2, 3, 4].map((second) => {
    const next = died(bounce, second * 1000);
    bounce = next.bounce;
    return next.say;
  });
  expect(said).toEqual(["crash", "crash", "loop", undefined, undefined]);
  expect(hasSettled(bounce, true, 10_000, 90_000)).toBe(false);
  expect(hasSettled(bounce, false, 100_000, 90_000)).toBe(false);
  expect(hasSettled(bounce, true, 100_000, 90_000)).toBe(true);
});

test("crashes that are far apart are no loop", () => {
  let bounce = STEADY;
  for (const hour of [0, 1, 2, 3]) {
    const next = died(bounce, hour * 3_600_000);
    bounce = next.bounce;
    expect(next.say).toBe("crash");
  }
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("500 events a second for a minute are one message a second a channel, and none is left uncounted", () => {
  const told: { channel: string; reply: Reply; at: number }[] = [];
  const notifier = rollUp({
    tell: (channel, reply) => void told.push({ channel, reply, at: Date.now() }),
    send: () => Promise.resolve(false),
  });
  for (let event = 0; event < 30_000; event++) {
    notifier.tell("storm", { tone: "error", title: `db-${event % 50} crashed` });
    if (event % 500 === 0) notifier.tell("calm", { tone: "ok", title: `one ${event}` });
    vi.advanceTimersByTime(2);
  }
  vi.advanceTimersByTime(2_000);
  const storm = told.filter(({ channel }) => channel === "storm");
  expect(storm.length).toBeLessThanOrEqual(62);
  for (const [index, { at }] of storm.entries()) expect(at - (storm[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
  const counted = storm.map(({ reply }) => Number(/^(\d+) things/.exec(reply.title)?.[1] ?? 1));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(30_000);
  expect(told.filter(({ channel }) => channel === "calm").map(({ reply }) => reply.title)).toHaveLength(60);
});

test("what is said together mentions everybody it is about, each once", () => {
  const told: { readonly title: string; readonly mentions: readonly string[] }[] = [];
  const notifier = rollUp({
    tell: (_channel, { title }, ...mentions) => void told.push({ title, mentions }),
    send: () => Promise.resolve(false),
  });
  for (const owner of ["ann", "bob", "ann", "eve"]) {
    notifier.tell("ops", { tone: "error", title: `a database of ${owner} crashed` }, owner);
  }
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([
    { title: "a database of ann crashed", mentions: ["ann"] },
    { title: "3 things happened", mentions: ["bob", "ann", "eve"] },
  ]);
});
