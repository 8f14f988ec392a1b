import { expect, test, vi } from "vitest";
import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import { loadCommands } from "#dispatch/load.ts";
import { layout } from "#chat/discord/layout.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, CHANNEL, GUILD, textOf } from "#test/support/loopback-discord/state.ts";
import type { Interaction, Thing } from "#test/support/loopback-discord/state.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";

const commands = await loadCommands();
const done = () => [{ tone: "ok" as const, title: "ran it", audience: "channel" as const }];
const EPHEMERAL = 64;

/** What Discord's own client would not send: nobody checks it on the way. */
const options = (...sent: readonly Thing[]): Thing => ({
  data: { id: "1", name: "db", type: 1, options: [{ name: "up", type: 1, options: sent }] },
});
const kind = { name: "kind", type: 3, value: "postgres" };

test.each([
  ["a text in a number", [kind, { name: "port", type: 4, value: "12; rm -rf /" }], /port.*whole number/],
  ["a number that is none", [kind, { name: "port", type: 4, value: 20_000.5 }], /port.*whole number/],
  ["a number that is too large", [kind, { name: "port", type: 4, value: 99_999_999 }], /port/],
  ["a number that is too small", [kind, { name: "port", type: 4, value: 1 }], /port/],
  ["a number as a text", [kind, { name: "port", type: 3, value: "20000" }], /port.*whole number/],
  ["a yes that is a text", [kind, { name: "debug", type: 5, value: "true" }], /debug.*yes or no/],
  ["a choice that there is not", [kind, { name: "format", type: 3, value: "morse" }], /format/],
  ["a name that breaks the pattern", [kind, { name: "name", type: 3, value: "Shop; DROP" }], /name/],
  ["an option that there is not", [kind, { name: "root", type: 3, value: "yes" }], /There is no option "root"/],
  ["an option given twice", [kind, kind], /kind is given twice/],
  ["a needed option left out", [{ name: "name", type: 3, value: "shop" }], /kind/],
  ["an option without a value", [{ name: "kind", type: 3 }], /kind/],
] as const)("13. %s: its sender alone is told which option, and nothing is done", async (_, sent, words) => {
  await using it = await connected(done);
  const asked = it.person().interact({ type: 2, ...options(...sent) });
  await vi.waitFor(() => expect(asked.original?.states.length).toBe(1));
  expect(asked.callback).toMatchObject({
    type: 4,
    data: { flags: expect.toSatisfy((flags: number) => (flags & EPHEMERAL) !== 0) },
  });
  expect(textOf(asked.original ?? { content: "", components: [] })).toMatch(words);
  expect(it.bot.requests).toEqual([]);
});

test("13. a command that is not there any more, or has two subcommands at once, is refused in the same way", async () => {
  await using it = await connected(done);
  const up = { name: "up", type: 1, options: [kind] };
  it.person().interact({ type: 2, data: { id: "1", name: "db", type: 1, options: [up, up] } });
  expect((await it.shown("There is no command")).user).toBe(ANN);
  it.person().interact({ type: 2, data: { id: "1", name: "db", type: 1, options: [{ name: "burn", type: 1 }] } });
  expect((await it.shown("There is no command /db burn")).user).toBe(ANN);
  expect(it.bot.requests).toEqual([]);
});

test.each([
  ["a direct message", { guild: undefined }, {}, "not in direct messages"],
  ["another server", { guild: "1000000000000000009" }, {}, "belongs to another server"],
  ["a bot somebody carries along", {}, { authorizing_integration_owners: { 1: ANN } }, "belongs to another server"],
  ["another application", {}, { application_id: "9000000000000000009" }, "came for another app"],
] as const)(
  "12. from %s commands, buttons, menus and forms do nothing, and completion says nothing",
  async (...given) => {
    const [, options, more, words] = given;
    await using it = await connected(done);
    const stranger = it.person(options);
    const sent: readonly Interaction[] = [
      stranger.command("db stop", { name: "shop" }, more),
      stranger.interact({ type: 3, data: { component_type: 2, custom_id: "ls1.run.x" } }, more),
      stranger.interact({ type: 3, data: { component_type: 3, custom_id: "ls1.menu.x", values: ["ls1.run.x"] } }, more),
      stranger.interact({ type: 5, data: { custom_id: "ls1.form.x", components: [] } }, more),
    ];
    it.bot.completions = () => ["shop"];
    const search = stranger.search("db stop", { name: "" }, "name", more);
    for (const asked of sent) {
      await vi.waitFor(() => expect(asked.original?.states.length).toBe(1));
      expect(asked.original).toMatchObject({ user: ANN });
      expect(textOf(asked.original ?? { content: "", components: [] })).toContain(words);
    }
    await vi.waitFor(() => expect(search.callback).toEqual({ type: 8, data: { choices: [] } }));
    expect(it.bot.requests).toEqual([]);
  },
);

test("12. what Discord says of somebody's permissions gives nobody anything, and takes nothing from whoever has a role", async () => {
  await using it = await connected(dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] }));
  const member = (user: string, permissions: string) => ({
    member: { user: { id: user, username: "x" }, roles: [], permissions, nick: null },
  });
  it.person().command("db stop", { name: "shop" }, member(ANN, "0"));
  await it.shown("ran db stop");
  const everything = String(2n ** 50n - 1n);
  it.person().command("db stop", { name: "cart" }, member("3000000000000000008", everything));
  await it.shown("discord:1000000000000000001/3000000000000000008");
  expect(it.bot.requests).toHaveLength(2);
});

test("12. the channel is the one that Discord names, and a thread's is the channel it is in", async () => {
  await using it = await connected(done);
  it.person().command("db stop", { name: "shop" });
  const thread = "2000000000000000077";
  it.person().command(
    "db stop",
    { name: "shop" },
    { channel_id: thread, channel: { id: thread, type: 11, parent_id: CHANNEL } },
  );
  await vi.waitFor(() => expect(it.bot.requests).toHaveLength(2));
  expect(it.bot.requests.map(({ caller }) => [caller.channel, caller.thread])).toEqual([
    [CHANNEL, undefined],
    [CHANNEL, thread],
  ]);
});

test("what the schema says matters most is an option of its own, and everything else can be typed as it is elsewhere", async () => {
  await using it = await connected(done, { commands });
  const registered = it.discord.workspace.commands.get(GUILD) ?? [];
  for (const { path, command, names } of layout(commands)) {
    const shown = optionsIn(registered, names);
    const offered = shown.map(({ name }) => name);
    const typed = shown.find(({ description }) => String(description).startsWith("more, as typed elsewhere"));
    for (const option of optionsOf(command)) {
      const isOffered = offered.includes(option.name);
      if (option.common || option.required) expect(isOffered, `/${path} ${option.name}`).toBe(true);
      else if (!isOffered) expect(typed, `/${path} ${option.name}`).toBeDefined();
    }
  }
});

test("of more options than Discord has room for, the common ones are options, the rest are flags in one text, as elsewhere", async () => {
  const flag = z.string().optional();
  const wide = defineCommand({
    summary: "Has many options",
    effect: "change",
    access: "operator",
    input: z.strictObject({
      kind: z.string().meta({ positional: true, description: "which one" }),
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`flag${index}`, flag.meta({ description: `number ${index}` })]),
      ),
      memory: flag.meta({ common: true, description: "how much" }),
    }),
    async *run() {},
  });
  const all = { all: new Map([["db up", wide]]) };
  const real = dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] }, [], undefined, all);
  await using it = await connected((_, request) => real.handle(request), { commands: all });
  const offered = optionsIn(it.discord.workspace.commands.get(GUILD) ?? [], ["db", "up"]).map(({ name }) => name);
  expect(offered).toHaveLength(25);
  expect(offered).toEqual(expect.arrayContaining(["kind", "memory", "options"]));
  expect(offered).not.toContain("flag39");
  it.person().command("db up", { kind: "web", memory: "1g", options: "--flag39 'two words' --flag38=x" });
  const text = textOf(await it.shown("ran db up"));
  for (const part of ['"kind":"web"', '"memory":"1g"', '"flag39":"two words"', '"flag38":"x"']) {
    expect(text.replaceAll("\\", "")).toContain(part);
  }
  it.person().command("db up", { kind: "web", options: "--no-such-flag" });
  await it.shown("no-such-flag");
});

function optionsIn(registered: readonly Thing[], names: readonly string[]): readonly Thing[] {
  let level = registered;
  for (const name of names) {
    level = (level.find((entry) => entry["name"] === name)?.["options"] ?? []) as readonly Thing[];
  }
  return level;
}
