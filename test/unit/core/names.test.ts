import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { containerName, databaseIdentifier, databaseReference, readableName } from "#core/names.ts";

describe("a container's name", () => {
  test.each(["shop", "my-db_2.test", "A1"])("%s is taken", (name) => {
    expect(containerName.parse(name)).toBe(name);
  });

  test.each(["컨테이너명", "-shop", "a", "a b", "shop/", "shop\n", "a".repeat(129)])("%j is refused", (name) => {
    expect(containerName.safeParse(name).error?.issues[0]?.message).toMatch(/^Docker accepts the letters/);
  });
});

test("a database's or user's name needs no quoting anywhere", () => {
  expect(["shop", "a_1"].map((name) => databaseIdentifier.parse(name))).toEqual(["shop", "a_1"]);
  for (const name of ["Shop", "1a", "a-b", 'a"; drop', "", "a".repeat(64)]) {
    expect(databaseIdentifier.safeParse(name).success).toBe(false);
  }
});

test("a database with its version is one word", () => {
  expect(z.decode(databaseReference, "Postgres")).toEqual({ database: "postgres" });
  expect(z.decode(databaseReference, "mysql:8.4")).toEqual({ database: "mysql", version: "8.4" });
  expect(z.encode(databaseReference, { database: "mysql", version: "8.4" })).toBe("mysql:8.4");
  for (const text of ["", "postgres:", ":16", "a/b:1", "postgres:16:17", "postgres 16"]) {
    expect(databaseReference.safeParse(text).success).toBe(false);
  }
});

test("a name nobody chose is one that Docker takes", () => {
  expect(readableName(() => 0)).toBe("amber-auk-10");
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (stream) => {
      const name = readableName(() => stream.next().value ?? 0);
      expect(name).toMatch(/^[a-z]+-[a-z]+-\d\d$/);
      expect(containerName.safeParse(name).success).toBe(true);
    }),
  );
});
