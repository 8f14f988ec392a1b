import { expect, test } from "vitest";
import { never } from "#leases/never.ts";
import { takeTurns } from "#leases/turns.ts";

test("so many at once, the others in the order they came, each key for itself", async () => {
  const turns = takeTurns();
  const began: string[] = [];
  const [first] = await Promise.all(
    ["a", "b"].map(async (name) => {
      const turn = await turns.take("local", 2, never());
      began.push(name);
      return turn;
    }),
  );
  expect(turns.ahead("local", 2)).toBe(1);
  const rest = ["c", "d"].map(async (name) => {
    using _turn = await turns.take("local", 2, never());
    began.push(name);
  });
  expect(turns.ahead("local", 2)).toBe(3);
  expect(turns.ahead("lab", 2)).toBe(0);
  (await turns.take("lab", 1, never()))[Symbol.dispose]();
  expect(began).toEqual(["a", "b"]);
  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  await Promise.all(rest);
  expect(began).toEqual(["a", "b", "c", "d"]);
});

test("who leaves the line is not waited for", async () => {
  const turns = takeTurns();
  const first = await turns.take("local", 1, never());
  const leaving = new AbortController();
  const left = turns.take("local", 1, leaving.signal);
  const last = turns.take("local", 1, never());
  leaving.abort(new Error("no longer wanted"));
  await expect(left).rejects.toThrow("no longer wanted");
  first[Symbol.dispose]();
  (await last)[Symbol.dispose]();
  expect(turns.ahead("local", 1)).toBe(0);
});

test("one that hangs does not hold up the others", async () => {
  const turns = takeTurns(20);
  await turns.take("local", 1, never());
  const second = await turns.take("local", 1, never());
  second[Symbol.dispose]();
  expect(turns.ahead("local", 1)).toBe(0);
});
