import { describe, expect, test } from "vitest";
import { didYouMean, editDistance, nearest } from "#core/suggest.ts";

const known = ["character-set-server", "collation-server", "network", "name", "shm-size", "env", "memory", "postgres"];

describe("nearest", () => {
  test.each([
    ["postgers", "postgres"],
    ["Postgre", "postgres"],
    ["net", "network"],
    ["nmae", "name"],
    ["charaterset-set-server", "character-set-server"],
    ["server-collation", "collation-server"],
    ["size", "shm-size"],
    ["container-name", "name"],
  ])("%s was meant as %s", (typed, meant) => {
    expect(nearest(typed, known)).toBe(meant);
  });

  test.each(["", "x", "elasticsearch", "zzz", "x".repeat(5000)])("nothing is guessed for %j", (typed) => {
    expect(nearest(typed, known)).toBeUndefined();
  });

  test("the first of two equals wins", () => {
    expect(nearest("sto", ["stop", "stow"])).toBe("stop");
  });
});

test("swapping neighbours is one edit", () => {
  expect([editDistance("sotp", "stop"), editDistance("", "abc"), editDistance("kitten", "sitting")]).toEqual([1, 3, 3]);
});

test("a guess is a sentence to put behind another", () => {
  expect(didYouMean("mysq", ["mysql"])).toBe(' Did you mean "mysql"?');
  expect(didYouMean("oracle", ["mysql"])).toBe("");
});
