import { describe, expect, test } from "vitest";
import type { Command } from "#core/command.ts";
import { helpReply, usageLine } from "#core/help.ts";
import { commandsManual, databasesManual } from "#core/manual.ts";
import type { Block } from "#core/reply.ts";
import type { Database } from "#core/database.ts";
import { make, remove, run, stats } from "./sample.ts";

const commands = {
  all: new Map<string, Command>([
    ["sample make", make],
    ["sample remove", remove],
    ["sample run", run],
    ["other stats", stats],
  ]),
};
type May = (command: Command) => boolean;
const everybody: May = () => true;
const nobody: May = () => false;

/** A reply's blocks as plain lines. */
function lines(topic: string[], may = everybody): string {
  const { title, blocks = [] } = helpReply(commands, topic, may);
  return [title, ...blocks.map(text)].join("\n\n");
}

function text(block: Block): string {
  if (block.kind === "text") return block.text;
  if (block.kind !== "table") return block.kind;
  return [block.columns, ...block.rows].map((row) => row.join(" | ").trimEnd()).join("\n");
}

describe("help", () => {
  test("on everything", () => {
    expect(lines([])).toMatchInlineSnapshot(`
      "What you can type

      Command | What
      /sample make <database[:version]> | Make something
      /sample remove <name> [<host>] | Remove something
      /sample run <image> [<command>…] | Run somebody's command
      /other stats [<name>…] | Show numbers

      More on one: /longshore help sample make"
    `);
  });

  test("on a group", () => {
    expect(lines(["other"])).toMatchInlineSnapshot(`
      "What /other can do

      Command | What
      /other stats [<name>…] | Show numbers

      More on one: /longshore help other stats"
    `);
  });

  test("on one command", () => {
    expect(lines(["sample", "make"])).toMatchInlineSnapshot(`
      "/sample make

      Make something.

      Usage: /sample make <database[:version]> [options]

      Option | What | Default
      <database[:version]> | what to make | needed
      -n, --name <name>, --called | what to call it |
      --kind-name <text> | the database in it |
      --network <text> | where it is reached |
      -m, --memory <size> | memory limit | 512m
      --cpus <number> | CPU limit |
      -p, --port <port> | the port to dial |
      --ttl <time> | how long it stays |
      --tail <number> | lines | 100
      --ratio <number> | a share |
      --format <choice> | how it is written: uri, jdbc, env | uri
      -d, --dry-run | only say what would happen |
      -q, --quiet | say less |
      -a, --arg <text> | a flag for the server |

      Example | Does
      /sample make postgres | makes it

      Changes things; for operators and admins."
    `);
    expect(lines(["/Sample", "remove"])).toMatchInlineSnapshot(`
      "/sample remove

      Remove something.

      Usage: /sample remove <name> [<host>] [options]

      Option | What | Default
      <name> | which one | needed
      [<host>] | where |
      -y, --yes | do it without asking |

      Removes things, and asks first; for operators and admins."
    `);
  });

  test("lists only what the caller may", () => {
    expect(lines([], nobody)).toMatchInlineSnapshot(`
      "What you can type

      There is nothing here that you may do."
    `);
    expect(lines(["sample", "remove"], nobody)).toMatch(/You may not\.$/);
  });

  test("on something that does not exist is a Problem", () => {
    expect(() => lines(["sampel", "make"])).toThrow('There is no command "/sampel make". Did you mean "/sample make"?');
  });

  test("a command that takes the rest shows its options first", () => {
    expect(usageLine("sample run", run)).toBe("/sample run [options] <image> [<command>…]");
  });
});

test("the manual of commands", () => {
  expect(commandsManual({ all: new Map([["sample remove", remove]]) })).toMatchInlineSnapshot(`
    "# Commands

    \`npm run docs\` writes this page from \`commands/\`.

    ## /sample

    ### /sample remove

    Remove something. Removes things, and asks first; for operators and admins.

    \`\`\`
    /sample remove <name> [<host>] [options]
    \`\`\`

    | option | what | default |
    | --- | --- | --- |
    | \`<name>\` | which one | needed |
    | \`[<host>]\` | where |  |
    | \`-y, --yes\` | do it without asking |  |
    "
  `);
});

test("the manual of databases", () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the manual reads no more of it
  const database = {
    title: "PostgreSQL",
    aliases: ["pg"],
    versions: ["17", "16"],
    defaultVersion: "17",
    repository: "postgres",
    port: 5432,
    memory: { defaultBytes: 2 ** 29, leastBytes: 2 ** 26 },
    formats: { uri: () => "", jdbc: () => "" },
  } as unknown as Database;
  expect(databasesManual([["postgres", database]])).toMatchInlineSnapshot(`
    "# Databases

    \`npm run docs\` writes this page from \`src/databases/\`.

    ## PostgreSQL

    |  |  |
    | --- | --- |
    | typed | \`postgres\`, \`pg\` |
    | versions | \`17\`, \`16\` |
    | default | \`17\` |
    | image | \`postgres\` |
    | port | 5432 |
    | memory | 512 MiB, at least 64 MiB |
    | formats of \`/db url\` | \`uri\`, \`jdbc\` |
    "
  `);
});
