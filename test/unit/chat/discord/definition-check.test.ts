import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from "discord.js";
import { expect, test } from "vitest";
import { faultsOfDefinitions } from "#chat/discord/definition-check.ts";

const option = (name: string, more: object = {}) => ({ type: 3, name, description: "text", ...more });
const subcommand = (name: string, options: readonly object[] = []) => ({ type: 1, name, description: "verb", options });
const group = (name: string, options: readonly object[] = []) => ({ type: 2, name, description: "group", options });
const db = (...options: readonly object[]) => ({ name: "db", description: "databases", options });
const many = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index));

function faults(...definitions: readonly object[]): readonly string[] {
  return faultsOfDefinitions(definitions as unknown as readonly RESTPostAPIChatInputApplicationCommandsJSONBody[]);
}

test("what Discord takes has no faults", () => {
  expect(
    faults(
      db(subcommand("up", [option("kind", { required: true }), option("명령")]), group("net", [subcommand("ls")])),
    ),
  ).toEqual([]);
});

// What Discord's own builders let pass among them.
test.each([
  ["a capital", [db(option("Name"))], "/db Name: the name has capitals"],
  ["a blank", [db(option("a b"))], "/db a b: the name is not 1 to 32 letters, digits, - and _"],
  [
    "a long name",
    [db(option("a".repeat(33)))],
    `/db ${"a".repeat(33)}: the name is not 1 to 32 letters, digits, - and _`,
  ],
  ["no description", [{ name: "db", description: "" }], "/db: the description has 0 characters: 1 to 100 are allowed"],
  [
    "a long description",
    [db(option("a", { description: "x".repeat(101) }))],
    "/db a: the description has 101 characters: 1 to 100 are allowed",
  ],
  [
    "required last",
    [db(subcommand("up", [option("a"), option("b", { required: true })]))],
    "/db up: b is required, but comes after one that is not",
  ],
  ["twins", [db(option("a"), option("a"))], "/db: two options are called a"],
  ["twin commands", [db(), db()], "/db: two commands have this name"],
  ["both kinds", [db(subcommand("up"), option("a"))], "/db: it has both subcommands and options"],
  ["an empty group", [db(group("net"))], "/db net: the group has no subcommand"],
  ["a subcommand in one", [db(subcommand("up", [subcommand("x")]))], "/db up: only a group holds subcommands"],
  ["a group in one", [db(group("a", [group("b", [subcommand("c")])]))], "/db a: a group is inside another"],
  ["26 options", [db(...many(26, (index) => option(`o${index}`)))], "/db: 26 options: 25 are the most"],
  [
    "26 choices",
    [db(option("a", { choices: many(26, (i) => ({ name: `${i}`, value: `${i}` })) }))],
    "/db a: 26 choices: 25 are the most",
  ],
  [
    "choices that complete",
    [db(option("a", { autocomplete: true, choices: [{ name: "x", value: "x" }] }))],
    "/db a: it has choices and completes",
  ],
  [
    "a long choice",
    [db(option("a", { choices: [{ name: "x", value: "y".repeat(101) }] }))],
    "/db a: a choice has to have 1 to 100 characters: x",
  ],
  [
    "a choice of another type",
    [db(option("a", { choices: [{ name: "x", value: 1 }] }))],
    "/db a: the choice x is of another type",
  ],
  ["an empty range", [db(option("a", { type: 4, min_value: 2, max_value: 1 }))], "/db a: nothing is from 2 to 1"],
  ["an unsafe number", [db(option("a", { type: 4, max_value: 2 ** 60 }))], `/db a: ${2 ** 60} is out of range`],
  ["101 commands", many(101, (index) => ({ name: `c${index}`, description: "x" })), "101 commands: 100 are the most"],
])("%s is refused with its place", (_, definitions, fault) => {
  expect(faults(...definitions)).toEqual([fault]);
});

test("8,000 characters of names, descriptions and choices are the most of one command", () => {
  const long = (index: number) =>
    option(`option-${index}`, {
      description: "x".repeat(100),
      choices: [{ name: "a".repeat(100), value: "b".repeat(100) }],
    });
  const big = db(...many(4, (index) => subcommand(`v${index}`, many(25, long))));
  expect(faults(big)).toEqual([expect.stringMatching(/^\/db: 3\d{4} characters in all: 8000 are the most$/)]);
});
