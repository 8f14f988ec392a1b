import { expect, test, vi } from "vitest";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import { ANN, BOB, GUILD, textOf } from "#test/support/loopback-discord/state.ts";

const card = (line: string) =>
  line === "db list" || line === "/db list"
    ? [
        {
          tone: "ok" as const,
          title: "Databases",
          audience: "caller" as const,
          actions: [{ label: "Stop", command: "/db stop shop" }],
        },
      ]
    : [{ tone: "ok" as const, title: `did ${line}`, audience: "channel" as const }];

test("19. a button runs once however often it is clicked, and its message says who pressed it", async () => {
  await using it = await connected(card);
  const ann = it.person();
  ann.command("db list");
  const message = await it.shown("Databases");
  ann.press(message, "Stop");
  ann.press(message, "Stop");
  await it.shown("did /db stop shop");
  await it.shown("used already");
  expect(it.bot.lines.filter((line) => line === "/db stop shop")).toHaveLength(1);
  await vi.waitFor(() => expect(textOf(message)).toContain("ann pressed this"));
});

test("19. a button of somebody else, of nobody, or of another version does nothing and says so to whoever pressed", async () => {
  await using it = await connected(card);
  it.person().command("db list");
  const message = await it.shown("Databases");
  const bob = it.person({ user: BOB });
  bob.press(message, "Stop");
  expect((await it.shown("for whoever asked")).user).toBe(BOB);
  for (const [id, words] of [
    ["something", "not one of ours"],
    ["ls9.run.abc", "older version"],
    ["ls1.run.abc", "too old"],
  ] as const) {
    bob.pressId(message, id);
    expect((await it.shown(words)).user).toBe(BOB);
  }
  expect(it.bot.lines).toEqual(["db list"]);
});

test("19. a button is void after a day", async () => {
  let now = Date.now();
  await using it = await connected(card, { now: () => now });
  it.person().command("db list");
  const message = await it.shown("Databases");
  now += 25 * 3_600_000;
  it.person().press(message, "Stop");
  await it.shown("too old");
  expect(it.bot.lines).toEqual(["db list"]);
});

test("19. what destroys is asked about in private, and done on a yes", async () => {
  await using it = await connected(dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] }));
  it.person().command("db down", { name: "shop" });
  const question = await it.shown("Remove it?");
  expect(question.user).toBe(ANN);
  it.person().press(question, "Yes, do it");
  const answer = await it.shown("ran db down");
  expect(answer.user).toBeUndefined();
});

test("alerts of a channel are one message that mentions their owner alone", async () => {
  await using it = await connected(() => []);
  it.chat.tell(
    { channel: "2000000000000000001", owners: [ANN] },
    { tone: "error", title: "shop crashed @everyone", actions: [{ label: "Logs", command: "/db logs shop" }] },
  );
  const alert = await it.shown("shop crashed");
  expect(alert.allowedMentions).toEqual({ parse: [], users: [ANN] });
  it.discord.workspace.foreign.add("2000000000000000002");
  it.chat.tell({ channel: "2000000000000000002", owners: [ANN] }, { tone: "error", title: "cart crashed" });
  expect((await it.shown("cart crashed")).channel).toBe(`77${ANN}`);
});
