import { expect, test } from "vitest";
import { z } from "zod";
import { registerOnce } from "#chat/discord/boot.ts";
import type { definitions } from "#chat/discord/definitions.ts";
import { start } from "#chat/discord/index.ts";
import { defineCommand } from "#core/command.ts";
import type { Command } from "#core/command.ts";
import { settingsFor } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const option = (more: object = {}) => ({ type: 3, name: "kind", description: "which", ...more });
const verb = (options: readonly object[], more: object = {}) => ({
  type: 1,
  name: "up",
  description: "start",
  options,
  ...more,
});
const db = (...options: readonly object[]) => ({ type: 1, name: "db", description: "databases", options });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

// What Discord's own builders let pass, or what is told apart only by all of it together.
test.each<[string, readonly object[], string]>([
  [
    "required after optional",
    [db(verb([option(), option({ name: "name", required: true })]))],
    "/db up: name is required",
  ],
  ["two options of one name", [db(verb([option(), option()]))], "/db up: two options are called kind"],
  ["two commands of one name", [db(), db()], "/db: two commands"],
  ["a name that Discord does not take", [db(verb([option({ name: "a b" })]))], "/db up a b: the name"],
  ["a capital", [db(verb([option({ name: "Kind" })]))], "/db up Kind: the name has capitals"],
  ["subcommands and options", [db(verb([]), option())], "/db: it has both"],
  [
    "choices that complete",
    [db(option({ autocomplete: true, choices: [{ name: "a", value: "a" }] }))],
    "/db kind: it has choices",
  ],
  ["no description", [db(option({ description: "" }))], "/db kind: the description has 0"],
  [
    "8000 characters",
    [
      db(
        ...many(25, (n) =>
          verb(
            many(4, (i) => option({ name: `o${i}`, description: "x".repeat(90) })),
            { name: `v${n}` },
          ),
        ),
      ),
    ],
    "/db: 9",
  ],
  [
    "8000 characters in the longest language",
    [
      db(
        ...many(25, (n) =>
          verb(
            many(4, (i) => option({ name: `o${i}`, description_localizations: { ko: "가".repeat(90) } })),
            { name: `v${n}` },
          ),
        ),
      ),
    ],
    "/db: 9",
  ],
])("4. %s: refused with its place, and nothing is sent", async (_, wanted, place) => {
  const discord = await startDiscord();
  const given = wanted as unknown as ReturnType<typeof definitions>;
  const refused = registerOnce(settingsFor(discord), given, { dryRun: false });
  await expect(refused).rejects.toMatchObject({
    name: "Problem",
    code: "configuration",
    message: expect.stringContaining(place),
  });
  expect(discord.calls).toEqual([]);
  await discord.close();
});

test.each<[string, readonly string[], string]>([
  ["a name with capitals", ["db UP"], "/db UP: the name has capitals"],
  ["a name that Discord does not take", ["d*b"], "/d*b: the name is not"],
  ["two commands that would be one in Discord", ["a b c d", "a b c-d"], "two options are called c-d"],
  [
    "more than 8000 characters that nothing can be left out of",
    many(25 * 25, (i) => `db ${"g".repeat(28)}${i % 25} ${"v".repeat(28)}${i}`),
    "characters in all: 8000 are the most",
  ],
])("4. a bot with %s does not start, says where, and sends nothing", async (_, paths, place) => {
  const discord = await startDiscord();
  const bot = new ScriptedBot(() => [], { all: new Map(paths.map((path) => [path, command])) });
  const started = start({ bot, log: () => undefined, settings: settingsFor(discord) });
  await expect(started).rejects.toMatchObject({
    name: "Problem",
    code: "configuration",
    message: expect.stringContaining(place),
  });
  expect(discord.calls).toEqual([]);
  expect(discord.gateway.connections).toBe(0);
  await discord.close();
});

const command: Command = defineCommand({
  summary: "Do it",
  effect: "read",
  access: "viewer",
  input: z.strictObject({}),
  async *run() {},
});
