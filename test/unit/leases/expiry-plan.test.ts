import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueNow } from "#leases/expiry-plan.ts";
import type { Lease } from "#core/lease.ts";
import { extension, revival } from "#leases/time.ts";
import { timeGiven } from "#leases/rules.ts";
import { HOUR, leaseWith, MINUTE, noon } from "./sample-lease.ts";

const at = (ms: number) => new Date(noon + ms);
const due = (lease: Partial<Lease>, nowMs: number, settledMs = -HOUR) =>
  dueNow(leaseWith({ ttlMs: 2 * HOUR, ...lease }), {
    now: noon + nowMs,
    settledAt: noon + settledMs,
    graceMs: 24 * HOUR,
  });

describe("a lease of two hours, while the bot runs", () => {
  const lease = { expiresAt: at(2 * HOUR) };
  test.each([
    ["is left alone", lease, HOUR, undefined],
    ["is warned of 30 minutes before", lease, 90 * MINUTE, { kind: "warn", warned: 1, at: at(2 * HOUR) }],
    ["is warned of once", { ...lease, warned: 1 }, 100 * MINUTE, undefined],
    ["and 5 minutes before", { ...lease, warned: 1 }, 115 * MINUTE, { kind: "warn", warned: 2, at: at(2 * HOUR) }],
    ["is stopped at its end", { ...lease, warned: 2 }, 120 * MINUTE, { kind: "stop" }],
    ["is kept for the grace period", { ...lease, endedAt: at(2 * HOUR) }, 25 * HOUR, undefined],
    ["is removed after it", { ...lease, endedAt: at(2 * HOUR) }, 26 * HOUR, { kind: "remove" }],
    ["is nobody's business while it is made", { ...lease, state: "creating" as const }, 3 * HOUR, undefined],
  ])("%s", (_, change, nowMs, expected) => {
    expect(due(change, nowMs)).toEqual(expected);
  });

  test("ten minutes get one warning, and two minutes none", () => {
    expect(due({ expiresAt: at(10 * MINUTE), ttlMs: 10 * MINUTE }, 1)).toBeUndefined();
    expect(due({ expiresAt: at(10 * MINUTE), ttlMs: 10 * MINUTE }, 6 * MINUTE)).toMatchObject({ warned: 1 });
    expect(due({ expiresAt: at(2 * MINUTE), ttlMs: 2 * MINUTE }, MINUTE)).toBeUndefined();
  });
});

describe("after a start, with five minutes to settle", () => {
  const settled = 3 * HOUR;
  const lease = { expiresAt: at(2 * HOUR) };
  test("what ended meanwhile is warned of first, and stopped only then", () => {
    expect(due(lease, settled - 5 * MINUTE, settled)).toEqual({ kind: "warn", warned: 2, at: at(settled) });
    expect(due({ ...lease, warned: 2 }, settled - 1, settled)).toBeUndefined();
    expect(due({ ...lease, warned: 2 }, settled, settled)).toEqual({ kind: "stop" });
  });

  test("what should have been removed meanwhile is announced first", () => {
    const old = { endedAt: at(-25 * HOUR) };
    expect(due(old, settled - 1, settled)).toEqual({ kind: "announce-removal", at: at(settled) });
    expect(due({ ...old, warned: 3 }, settled - 1, settled)).toBeUndefined();
    expect(due({ ...old, warned: 3 }, settled, settled)).toEqual({ kind: "remove" });
  });

  test("whatever its times are, nothing ends before it has settled", () => {
    const time = fc.option(
      fc.integer({ min: -100, max: 100 }).map((hours) => at(hours * HOUR)),
      { nil: undefined },
    );
    fc.assert(
      fc.property(time, time, fc.integer({ min: 0, max: 3 }), fc.nat(10_000), (expiresAt, endedAt, warned, before) => {
        const found = due({ expiresAt, endedAt, warned }, -1 - before, 0);
        expect(["stop", "remove"]).not.toContain(found?.kind);
      }),
    );
  });
});

test("a lease without use ends when nobody used it, or at its end, whichever comes first", () => {
  const idle = { idleMs: 30 * MINUTE, usedAt: at(HOUR), expiresAt: at(2 * HOUR), warned: 2 };
  expect(due(idle, 89 * MINUTE)).toBeUndefined();
  expect(due(idle, 90 * MINUTE)).toEqual({ kind: "stop" });
  expect(due({ ...idle, usedAt: at(110 * MINUTE) }, 120 * MINUTE)).toEqual({ kind: "stop" });
});

describe("more time", () => {
  const lease = leaseWith({ expiresAt: at(2 * HOUR), ttlMs: 2 * HOUR, warned: 2 });
  test("is added at the end, and makes earlier warnings void", () => {
    expect(extension(lease, HOUR, noon, undefined)).toMatchObject({ expiresAt: at(3 * HOUR), warned: 0 });
    expect(extension(lease, HOUR, noon + 5 * HOUR, undefined)).toMatchObject({ expiresAt: at(6 * HOUR) });
  });
  test("is not given beyond what is allowed", () => {
    expect(() => extension(lease, HOUR, noon, 2 * HOUR)).toThrow("That would be 3 h from now; 2 h is the most.");
    expect(() => timeGiven(3 * HOUR, { defaultMs: HOUR, mostMs: 2 * HOUR })).toThrow(
      "The longest time you can get is 2 h",
    );
    expect(timeGiven(undefined, { defaultMs: 24 * HOUR, mostMs: 2 * HOUR })).toBe(2 * HOUR);
  });
  test("is not given to what has ended; a start gives it the time it had once more", () => {
    const ended = { ...lease, endedAt: at(2 * HOUR) };
    expect(() => extension(ended, HOUR, noon, undefined)).toThrow("shop has ended");
    expect(revival(ended, noon + 10 * HOUR)).toMatchObject({ endedAt: undefined, expiresAt: at(12 * HOUR), warned: 0 });
    expect(revival(lease, noon)).toEqual({});
  });
});
