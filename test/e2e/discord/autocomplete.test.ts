import { expect, test, vi } from "vitest";
import type { Lease } from "#core/lease.ts";
import { createBot } from "#dispatch/dispatch.ts";
import type { BotParts } from "#dispatch/dispatch.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, BOB, GUILD } from "#test/support/loopback-discord/state.ts";
import type { Interaction } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const EVE = "3000000000000000009";

/** The real completion over these databases of these people, each with an engine that never answers. */
function completing(owned: Readonly<Record<string, readonly string[]>>): ScriptedBot {
  const bot = new ScriptedBot(function* () {});
  const real = createBot({
    commands: bot.commands,
    hosts: { all: [], get: () => new Promise(() => undefined) },
    databases: { all: new Map(), names: [] },
    leases: {
      list: ({ owner }: { owner: string }) => (owned[owner] ?? []).map((name) => ({ name }) as Lease),
    },
    policy: {
      grants: { admin: [], operator: [`discord:${GUILD}/${ANN}`, `discord:${GUILD}/${BOB}`], viewer: [] },
      rules: [],
      perMinute: {},
    },
    log: () => undefined,
  } as unknown as BotParts);
  bot.completions = (line, caller) => real.complete(line, caller);
  return bot;
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `shop-${index}`);

async function choicesOf(asked: Interaction): Promise<readonly { name: string; value: string }[]> {
  await vi.waitFor(() => expect(asked.callback).toBeDefined(), { interval: 5 });
  expect(asked.callback?.["type"]).toBe(8);
  const { choices } = (asked.callback?.["data"] ?? {}) as { choices?: readonly { name: string; value: string }[] };
  return choices ?? [];
}

async function withBot(bot: ScriptedBot): Promise<Connected> {
  const it = await connected(() => []);
  it.bot.completions = bot.completions;
  return it;
}

test("14. of more than 25 that fit the first 25 are offered, and none that is longer than 100 characters", async () => {
  await using it = await withBot(completing({ [`discord:${GUILD}/${ANN}`]: ["x".repeat(101), ...names(60)] }));
  const choices = await choicesOf(it.person().search("db stop", { name: "" }, "name"));
  expect(choices).toHaveLength(25);
  expect(new Set(choices.map(({ value }) => value)).size).toBe(25);
  for (const { name, value } of choices) {
    expect(name.length).toBeGreaterThan(0);
    expect(Math.max(name.length, value.length)).toBeLessThanOrEqual(100);
  }
});

test("14. everybody is offered their own, and whoever has no role nothing", async () => {
  await using it = await withBot(
    completing({
      [`discord:${GUILD}/${ANN}`]: ["ann-shop"],
      [`discord:${GUILD}/${BOB}`]: ["bob-shop"],
      [`discord:${GUILD}/${EVE}`]: ["eve-shop"],
    }),
  );
  const search = (user: string) => choicesOf(it.person({ user }).search("db stop", { name: "" }, "name"));
  expect(await search(ANN)).toEqual([{ name: "ann-shop", value: "ann-shop" }]);
  expect(await search(BOB)).toEqual([{ name: "bob-shop", value: "bob-shop" }]);
  expect(await search(EVE)).toEqual([]);
});

test("14. completion runs no command, and is answered at once and never promised", async () => {
  await using it = await withBot(completing({ [`discord:${GUILD}/${ANN}`]: names(3) }));
  const asked = ["", "s", "shop-1", "nothing like it"].map((name) => it.person().search("db stop", { name }, "name"));
  const found = await Promise.all(asked.map(choicesOf));
  expect(found.map((choices) => choices.length)).toEqual([3, 3, 1, 0]);
  expect(it.bot.requests).toEqual([]);
  expect(it.discord.callsTo("PATCH")).toEqual([]);
});

test.each([
  [
    "an option that there is not",
    {
      data: {
        name: "db",
        options: [{ name: "stop", type: 1, options: [{ name: "x", type: 3, value: "", focused: true }] }],
      },
    },
  ],
  ["no option at all", { data: { name: "db", options: [{ name: "stop", type: 1, options: [] }] } }],
  ["a command that there is not", { data: { name: "nothing", options: [] } }],
  ["no data", { data: {} }],
] as const)("14. completion of %s is empty", async (_, what) => {
  await using it = await withBot(completing({}));
  expect(await choicesOf(it.person().interact({ type: 4, ...what }))).toEqual([]);
});

test("14. completion that fails is empty, too", async () => {
  await using it = await connected(() => []);
  it.bot.completions = () => {
    throw new Error("broken");
  };
  expect(await choicesOf(it.person().search("db stop", { name: "s" }, "name"))).toEqual([]);
});
