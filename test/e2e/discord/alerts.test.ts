import { expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, BOB, buttonsOf, CHANNEL, GUILD, textOf } from "#test/support/loopback-discord/state.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";

const THREAD = "2000000000000000007";
const CLOSED = "2000000000000000008";
const endsSoon: Reply = {
  tone: "warning",
  title: "shop ends in 15 min",
  actions: [
    { label: "Let it go", command: "/db stop shop" },
    { label: "Remove it now", command: "/db down shop", danger: true },
  ],
};
const operators = () => dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] });

test("a warning stands where the database came from, in a thread too, and mentions all its owners and nobody else", async () => {
  await using it = await connected(operators());
  it.chat.tell({ channel: CHANNEL, owners: [ANN, BOB] }, { ...endsSoon, title: "shop ends @everyone <@77>" });
  const warning = await it.shown("shop ends");
  expect(warning.channel).toBe(CHANNEL);
  expect(warning.user).toBeUndefined();
  expect(warning.allowedMentions).toEqual({ parse: [], users: [ANN, BOB] });
  expect(textOf(warning)).toContain(`<@${ANN}> <@${BOB}>`);
  it.chat.tell({ channel: CHANNEL, thread: THREAD, owners: [BOB] }, { ...endsSoon, title: "cart ends in 15 min" });
  expect((await it.shown("cart ends")).channel).toBe(THREAD);
});

test("several for one channel are one message that mentions the owners of each once", async () => {
  await using it = await connected(operators());
  it.chat.tell({ channel: CHANNEL, owners: [ANN] }, { tone: "error", title: "shop crashed" });
  it.chat.tell({ channel: CHANNEL, owners: [BOB, ANN] }, { tone: "warning", title: "cart ends in 15 min" });
  it.chat.tell({ channel: CHANNEL }, { tone: "ok", title: "till is removed" });
  const all = await it.shown("3 things happened");
  for (const title of ["shop crashed", "cart ends", "till is removed"]) expect(textOf(all)).toContain(title);
  expect(all.allowedMentions).toEqual({ parse: [], users: [ANN, BOB] });
});

test("nobody is mentioned of what has no owner", async () => {
  await using it = await connected(operators());
  it.chat.tell({ channel: CHANNEL }, endsSoon);
  expect((await it.shown("shop ends")).allowedMentions).toEqual({ parse: [] });
});

test("its buttons are for whoever may do what they do, work once, and are switched off then", async () => {
  await using it = await connected(operators());
  it.chat.tell({ channel: CHANNEL, owners: [BOB] }, endsSoon);
  const warning = await it.shown("shop ends");
  it.person({ user: BOB, name: "bob" }).press(warning, "Let it go");
  expect((await it.shown(`discord:${GUILD}/${BOB}`)).user).toBe(BOB);
  it.person().press(warning, "Let it go");
  expect((await it.shown("ran db stop")).user).toBeUndefined();
  await vi.waitFor(() => {
    const pressed = buttonsOf(warning.components).find(({ label }) => label === "Let it go");
    expect(pressed?.disabled).toBe(true);
  });
  it.person().press(warning, "Let it go");
  expect((await it.shown("used already")).user).toBe(ANN);
});

test("one that destroys asks whoever pressed it, alone", async () => {
  await using it = await connected(operators());
  it.chat.tell({ channel: CHANNEL, owners: [ANN] }, endsSoon);
  it.person().press(await it.shown("shop ends"), "Remove it now");
  const question = await it.shown("Remove it?");
  expect(question.user).toBe(ANN);
  expect(textOf(question)).not.toContain("ran db down");
  it.person().press(question, "Yes, do it");
  await it.shown("ran db down");
});

test("where the channel is closed to the bot each owner is told directly, with the lines to type", async () => {
  await using it = await connected(operators());
  it.discord.workspace.foreign.add(CLOSED);
  it.chat.tell({ channel: CLOSED, owners: [ANN, BOB] }, endsSoon);
  await vi.waitFor(() => {
    const told = it.discord.workspace.visible().filter((message) => textOf(message).includes("shop ends"));
    expect(told.map(({ channel }) => channel)).toEqual([`77${ANN}`, `77${BOB}`]);
    for (const message of told) {
      expect(textOf(message)).toContain("Let it go: `/db stop shop`");
      // There nobody has roles, so a button would be refused.
      expect(buttonsOf(message.components)).toEqual([]);
    }
  });
});
