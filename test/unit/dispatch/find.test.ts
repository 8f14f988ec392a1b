import { describe, expect, test } from "vitest";
import type { Command } from "#core/command.ts";
import { Problem } from "#core/problem.ts";
import { findCommand } from "#dispatch/find.ts";
import { make, remove, run, stats } from "../core/sample.ts";

const commands = {
  all: new Map<string, Command>([
    ["db up", make],
    ["db down", remove],
    ["docker run", run],
    ["docker network ls", stats],
  ]),
};
const find = (line: string) => findCommand(commands, line.split(" "));
const complaint = (line: string): string => {
  try {
    find(line);
  } catch (error) {
    if (error instanceof Problem) return `${error.message}\n→ ${error.hint}`;
  }
  throw new Error("no Problem");
};

describe("a command is found", () => {
  test.each([
    ["/db up postgres", "db up", ["postgres"]],
    ["db up", "db up", []],
    ["/DB Up Postgres", "db up", ["Postgres"]],
    ["/ db up x", "db up", ["x"]],
    ["docker network ls -q", "docker network ls", ["-q"]],
    ["/db down help me", "db down", ["help", "me"]],
    ["/db down -- help", "db down", ["--", "help"]],
  ])("%s", (line, path, words) => {
    expect(find(line)).toMatchObject({ kind: "command", path, words });
  });
});

describe("help is asked for", () => {
  test.each([
    ["", []],
    ["/", []],
    ["/help", []],
    ["help db up", ["db", "up"]],
    ["/db", ["db"]],
    ["/docker network", ["docker", "network"]],
    ["/db help", ["db"]],
    ["/db --help", ["db"]],
    ["/db help up", ["db", "up"]],
    ["/db up help", ["db", "up"]],
  ])("by %j", (line, topic) => {
    expect(find(line)).toEqual({ kind: "help", topic });
  });
});

test("what does not exist comes with what was meant", () => {
  expect(complaint("/db upp postgres --name x")).toMatchInlineSnapshot(`
    "There is no command /db upp. Did you mean /db up? /db knows: up, down.
    → /db up postgres --name x"
  `);
  expect(complaint("/dbb up postgres")).toMatchInlineSnapshot(`
    "There is no command /dbb. Did you mean /db? There are: /db, /docker.
    → /db up postgres"
  `);
  expect(complaint("/up postgres")).toMatchInlineSnapshot(`
    "There is no command /up. Did you mean /db up? There are: /db, /docker.
    → /db up postgres"
  `);
  expect(complaint("/db frobnicate")).toMatchInlineSnapshot(`
    "There is no command /db frobnicate. /db knows: up, down.
    → /longshore help db"
  `);
  expect(complaint("hello there")).toMatchInlineSnapshot(`
    "There is no command /hello. There are: /db, /docker.
    → /longshore help"
  `);
  expect(complaint("/foo help")).toMatchInlineSnapshot(`
    "There is no command /foo. There are: /db, /docker.
    → /longshore help"
  `);
});
