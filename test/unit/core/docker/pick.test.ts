import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pickContainer, pickNamed } from "#core/docker/pick.ts";
import { Problem } from "#core/problem.ts";

const rows = [
  { id: "aaa1".padEnd(64, "0"), name: "web" },
  { id: "aaa2".padEnd(64, "0"), name: "web2" },
  { id: "bbb1".padEnd(64, "0"), name: "aaa" },
];

describe("a container", () => {
  test("is found by its exact name, which goes before an id that begins so", () => {
    expect(pickContainer(rows, "web", "lab").name).toBe("web");
    expect(pickContainer(rows, "aaa", "lab").name).toBe("aaa");
  });
  test("is found by the only id that begins so", () => {
    expect(pickContainer(rows, "aaa2", "lab").name).toBe("web2");
  });
  test("is asked about when several ids begin so", () => {
    const [first, second] = rows.slice(0, 2);
    const two = [first, second].filter((row) => row !== undefined);
    expect(() => pickContainer(two, "aaa", "lab")).toThrow(
      "2 containers on lab begin with aaa: aaa100000000 is web, aaa200000000 is web2.",
    );
  });
  test("that only looks alike is offered and not taken", () => {
    expect(() => pickContainer(rows, "wbe", "lab")).toThrow(
      expect.objectContaining({ code: "not-found", hint: "Did you mean web?" }),
    );
  });
  test("is never one whose name or id does not begin with the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const found = pickContainer(rows, text, "lab");
          expect(found.name === text || (text !== "" && found.id.startsWith(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
        }
      }),
    );
  });
});

test("a network is found by its exact name only", () => {
  expect(() => pickNamed("network", [{ name: "shop-net" }], "shop-nte", "lab")).toThrow(
    expect.objectContaining({ hint: "Did you mean shop-net?" }),
  );
});
