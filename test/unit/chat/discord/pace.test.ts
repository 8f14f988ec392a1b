import { expect, test } from "vitest";
import { untilConnect, untilIdentify, untilStart } from "#chat/discord/pace.ts";

const DAY_MS = 24 * 3_600_000;

test("the first greeting waits for nothing, the second for Discord's five seconds", () => {
  expect(untilIdentify([], 1_000)).toBe(0);
  expect(untilIdentify([1_000], 2_000)).toBe(4_500);
  expect(untilIdentify([1_000], 60_000)).toBe(0);
});

test("a session that is thrown out again and again is greeted less than a thousand times a day", () => {
  const identified: number[] = [];
  for (let now = 0; now < DAY_MS;) {
    identified.push(now);
    now += untilIdentify(identified, now);
  }
  expect(identified.length).toBeGreaterThan(500);
  expect(identified.length).toBeLessThan(1_000);
});

test("a bot that is started again as soon as it ends has starts left all day, once half of them are used", () => {
  let remaining = 1_000;
  for (let now = 0; now < DAY_MS;) {
    expect(remaining).toBeGreaterThan(0);
    now += untilStart({ total: 1_000, remaining, reset_after: DAY_MS - now }) + 3_000;
    remaining -= 1;
  }
});

test("with more than half of a day's starts left nobody waits, and with none left Discord says so", () => {
  expect(untilStart({ total: 1_000, remaining: 500, reset_after: DAY_MS })).toBe(0);
  expect(untilStart({ total: 1_000, remaining: 0, reset_after: DAY_MS })).toBe(0);
  expect(untilStart({ total: 1_000, remaining: 100, reset_after: 1_000_000 })).toBe(10_000);
});

test("connections that come to nothing are twice as far apart each time, half a minute at most", () => {
  expect([0, 1, 2, 3, 4, 5, 6, 100].map(untilConnect)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});
