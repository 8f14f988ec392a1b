import { expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, BOB, buttonsOf, textOf } from "#test/support/loopback-discord/state.ts";
import type { Message } from "#test/support/loopback-discord/state.ts";

const actions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ label: `On host-${index}`, command: `/db stop shop-${index}` }));
const which = (count: number): Reply => ({
  tone: "error",
  title: "There is a shop on many hosts.",
  audience: "caller",
  problem: { code: "ambiguous", message: "There is a shop on many hosts.", hint: "Say which" },
  actions: actions(count),
});
const list = (count: number): Reply => ({
  tone: "ok",
  title: "Databases",
  audience: "caller",
  actions: actions(count),
});
const saying = (first: Reply) => (line: string) => [
  line === "db list" ? first : { tone: "ok" as const, title: `did ${line}`, audience: "channel" as const },
];

const inMenu = ({ components }: Message) => buttonsOf(components).filter(({ menu }) => menu !== undefined);
const asButtons = ({ components }: Message) => buttonsOf(components).filter(({ menu }) => menu === undefined);

test("up to five actions are buttons", async () => {
  await using it = await connected(saying(which(5)));
  it.person().command("db list");
  const message = await it.shown("many hosts");
  expect(asButtons(message)).toHaveLength(5);
  expect(inMenu(message)).toEqual([]);
});

test("which one of many is asked with a menu, and what is chosen is run as whoever chose, once", async () => {
  await using it = await connected(saying(which(8)));
  it.person().command("db list");
  const message = await it.shown("many hosts");
  expect(asButtons(message)).toEqual([]);
  expect(inMenu(message).map(({ label }) => label)).toEqual(actions(8).map(({ label }) => label));
  const chosen = message.components;
  it.person().press(message, "On host-6");
  it.person().press({ ...message, components: chosen }, "On host-6");
  await it.shown("did /db stop shop-6");
  await it.shown("used already");
  expect(it.bot.lines).toEqual(["db list", "/db stop shop-6"]);
  await vi.waitFor(() => expect(inMenu(message).map(({ label }) => label)).not.toContain("On host-6"));
  expect(inMenu(message)).toHaveLength(7);
});

test("somebody else who chooses is told that it is not theirs", async () => {
  await using it = await connected(saying(which(8)));
  it.person().command("db list");
  it.person({ user: BOB }).press(await it.shown("many hosts"), "On host-6");
  expect((await it.shown("for whoever asked")).user).toBe(BOB);
  expect(it.bot.lines).toEqual(["db list"]);
});

test("what a row of buttons has no room for is in a menu, and what that has no room for is there to be typed", async () => {
  await using it = await connected(saying(list(32)));
  it.person().command("db list");
  const message = await it.shown("Databases");
  expect(asButtons(message)).toHaveLength(5);
  expect(inMenu(message)).toHaveLength(25);
  expect(textOf(message)).toContain("On host-30: `/db stop shop-30`");
  expect(textOf(message)).toContain("On host-31: `/db stop shop-31`");
  expect(message.user).toBe(ANN);
});

test("19. a choice in a menu is versioned, void after a day, and done once however often it is chosen", async () => {
  let now = Date.now();
  await using it = await connected(saying(which(10)), { now: () => now });
  it.person().command("db list");
  const message = await it.shown("many hosts");
  for (const { customId, menu } of inMenu(message)) {
    expect(customId).toMatch(/^ls1\..{1,95}$/s);
    expect(menu).toMatch(/^ls1\..{1,95}$/s);
  }
  it.person().press(message, "On host-3");
  it.person().press(message, "On host-3");
  await it.shown("did /db stop shop-3");
  await it.shown("used already");
  expect(it.bot.lines.filter((line) => line.endsWith("shop-3"))).toHaveLength(1);
  now += 25 * 3_600_000;
  it.person().press(message, "On host-4");
  expect((await it.shown("too old")).user).toBe(ANN);
  expect(it.bot.lines.filter((line) => line.endsWith("shop-4"))).toEqual([]);
});
