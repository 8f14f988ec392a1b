import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cpus, duration, memory, port, showAge, showBytes, showDuration } from "#core/units.ts";

const MIB = 1024 ** 2;

describe("memory", () => {
  test.each([
    ["512m", 512 * MIB],
    ["512MB", 512 * MIB],
    ["1.5GiB", 1536 * MIB],
    ["1g", 1024 * MIB],
    ["2 k", 2048],
    ["1073741824", 1024 * MIB],
    ["100b", 100],
  ])("%s is %i bytes", (text, bytes) => {
    expect(z.decode(memory, text)).toBe(bytes);
  });

  test.each(["", "0", "m", "-1m", "1x", "512 mm", "1e9", "99999999t", "0.1b"])("%j is refused", (text) => {
    expect(memory.safeParse(text).error?.issues[0]?.message).toBe("expected a size such as 512m, 1g or 1.5GiB.");
  });

  test("comes back as it was meant", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().filter((bytes) => bytes > 0),
        (bytes) => {
          expect(z.decode(memory, z.encode(memory, bytes))).toBe(bytes);
        },
      ),
    );
    expect(z.encode(memory, 1536 * MIB)).toBe("1536m");
  });
});

describe("duration", () => {
  test.each([
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["1d12h", 129_600_000],
    ["2w", 1_209_600_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["5min", 300_000],
  ])("%s is %i ms", (text, ms) => {
    expect(z.decode(duration, text)).toBe(ms);
  });

  test.each(["", "30", "h", "-1h", "1y", "0s", "11000d", "1h 30m", `${"1".repeat(50)}d`])("%j is refused", (text) => {
    expect(duration.safeParse(text).success).toBe(false);
  });

  test("comes back as it was meant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 * 365 * 86_400_000 }), (ms) => {
        expect(z.decode(duration, z.encode(duration, ms))).toBe(ms);
      }),
    );
    expect(z.encode(duration, 129_600_000)).toBe("1d12h");
  });
});

test("CPUs are counted to the hundredth", () => {
  expect(["0.5", "2", "1.25"].map((text) => z.decode(cpus, text))).toEqual([0.5, 2, 1.25]);
  expect(["0", "-1", "1.234", "x", ""].map((text) => cpus.safeParse(text).success)).toEqual(Array(5).fill(false));
  expect(z.encode(cpus, 1.5)).toBe("1.5");
});

test("a port of the host's own services is refused with the reason", () => {
  expect(port.parse(5432)).toBe(5432);
  expect(port.safeParse(80).error?.issues[0]?.message).toBe(
    "ports below 1024 belong to the host's own services; expected one from 1024 to 65535.",
  );
  expect([65_536, 1.5, -1].map((number) => port.safeParse(number).success)).toEqual([false, false, false]);
});

test("numbers read well", () => {
  expect([0, 1023, 1024, 1536 * MIB, 1024 * MIB - 1, 5 * 1024 ** 5].map(showBytes)).toEqual([
    "0 B",
    "1023 B",
    "1 KiB",
    "1.5 GiB",
    "1 GiB",
    "5120 TiB",
  ]);
  expect(
    [0.4, 85, 999.7, 1234, 59_970, 180_000, 5_400_000, 3_599_900, 86_380_000, 187_200_000].map(showDuration),
  ).toEqual(["0 ms", "85 ms", "1 s", "1.2 s", "1 min", "3 min", "1 h 30 min", "1 h", "1 d", "2 d 4 h"]);
});

test("ages have one unit", () => {
  const now = new Date("2026-01-10T12:00:00Z");
  const ages = [
    "2026-01-10T12:00:00Z",
    "2026-01-10T11:59:20Z",
    "2026-01-10T11:57:00Z",
    "2026-01-10T07:00:00Z",
    "2025-12-29T12:00:00Z",
  ];
  expect(ages.map((since) => showAge(new Date(since), now))).toEqual(["now", "40 s", "3 min", "5 h", "12 d"]);
});
