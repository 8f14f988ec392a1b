import { expect, test } from "vitest";
import type { Command } from "#core/command.ts";
import { completeLine } from "#dispatch/complete.ts";
import { make, remove, run, stats } from "../core/sample.ts";

const caller = { platform: "terminal", team: "t", user: "0", channel: "c", groups: [], displayName: "ann" };
const commands = {
  all: new Map<string, Command>([
    ["db up", make],
    ["db down", remove],
    ["docker run", run],
    ["docker stats", stats],
  ]),
};
const suggestions = { databases: () => ["postgres", "postgres:17", "postgres:16", "mysql"] };
const complete = (line: string, may: (command: Command) => boolean = () => true) =>
  completeLine(line, caller, { commands, may, suggestions });

test.each([
  ["", ["db", "docker"]],
  ["/", ["/db", "/docker"]],
  ["/DO", ["/docker"]],
  ["/db ", ["up", "down"]],
  ["db d", ["down"]],
  ["/db up ", ["postgres", "mysql"]],
  ["/db up p", ["postgres"]],
  ["/db up postgres:", ["postgres:17", "postgres:16"]],
  ["/db up postgres --form", ["--format"]],
  ["/db up postgres --format ", ["uri", "jdbc", "env"]],
  ["/db up postgres --format=j", ["--format=jdbc"]],
  ["/db up postgres format=j", ["format=jdbc"]],
  ["/db up postgres --quiet=", ["--quiet=yes", "--quiet=no"]],
  ["/db down shop lab --", ["--yes"]],
  ["/db up postgres --name x --n", ["--network"]],
  ["/docker stats --since 1m a b --", []],
  ['/db up "pos', []],
  ["/nothing ", []],
  ["/db up postgres --name ", []],
])("%j can go on with %j", (line, words) => {
  expect(complete(line)).toEqual(words);
});

test("what a caller may not do is not offered", () => {
  expect(complete("/db ", (command) => command !== remove)).toEqual(["up"]);
  expect(complete("/db down ", (command) => command !== remove)).toEqual([]);
});
