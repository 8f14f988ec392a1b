import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseArguments } from "#chat/terminal/arguments.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";

function run(...given: string[]) {
  return parseArguments(given);
}

describe("lines", () => {
  test.each([
    [["/db up postgres --name shop"], ["/db up postgres --name shop"]],
    [
      ["/db list", "/db url shop"],
      ["/db list", "/db url shop"],
    ],
    [["/db", "up", "postgres", "--name", "shop"], ["/db up postgres --name shop"]],
    [
      ["/db", "list", "/host", "list"],
      ["/db list", "/host list"],
    ],
    [["/db", "up", "mysql", "--arg", "a b"], ['/db up mysql --arg "a b"']],
    [["/db", "up", "mysql", "--arg", 'it\'s "so"'], [String.raw`/db up mysql --arg 'it'\''s "so"'`]],
    [["/db", "logs", "shop", "--grep", ""], ["/db logs shop --grep ''"]],
    [["db list"], ["db list"]],
    [[], []],
    [[""], []],
  ])("%j are %j", (given, lines) => {
    expect(run(...given)).toEqual({ kind: "run", json: false, lines });
  });
});

test("the words that the shell gave are the words that are read", () => {
  const word = fc.string({ unit: "grapheme" }).filter((word) => !/^\/|\p{Cc}/u.test(word));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const task = parseArguments(["/db", ...words]);
      const [line = ""] = task.kind === "run" ? task.lines : [];
      expect(readWords(line).words.map(({ text }) => text)).toEqual(["/db", ...words]);
    }),
  );
});

describe("flags of our own", () => {
  test("stand before the first line or behind a whole one", () => {
    expect(run("--json", "/db", "list")).toEqual({ kind: "run", json: true, lines: ["/db list"] });
    expect(run("/db list", "--json")).toEqual({ kind: "run", json: true, lines: ["/db list"] });
  });
  test("behind an open line are words of it", () => {
    expect(run("/docker", "run", "alpine", "--help")).toEqual({
      kind: "run",
      json: false,
      lines: ["/docker run alpine --help"],
    });
  });
  test("ask for help and the version", () => {
    expect(run("--help")).toEqual({ kind: "help" });
    expect(run("--version")).toEqual({ kind: "version" });
  });
  test("that there are not, and words without a slash, are problems", () => {
    expect(() => run("--jsn")).toThrow("There is no flag --jsn.");
    expect(() => run("db", "list")).toThrow("A command begins with a slash: db does not.");
    expect(() => run("/db list", "shop")).toThrow(Problem);
  });
});

function outcome(given: readonly string[]): string {
  try {
    return parseArguments(given).kind;
  } catch (error) {
    return error instanceof Problem ? error.name : String(error);
  }
}

test("anything else that is typed is understood or a Problem", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("/db", "--json", "-x", " "))), (given) => {
      expect(outcome(given)).toMatch(/^(help|version|run|Problem)$/);
    }),
  );
});
