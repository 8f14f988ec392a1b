import { expect, test, vi } from "vitest";
import { start } from "#chat/discord/index.ts";
import type { Uses } from "#chat/discord/buttons.ts";
import type { Reply } from "#core/reply.ts";
import { openLedger } from "#leases/ledger.ts";
import { createVault } from "#leases/vault.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, BOB, buttonsOf, textOf } from "#test/support/loopback-discord/state.ts";
import type { Message } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const LONG = `/db url ${"a".repeat(80)}`;
const card: Reply = {
  tone: "ok",
  title: "Databases",
  audience: "caller",
  actions: [
    { label: "Stop", command: "/db stop shop" },
    { label: "Forget", command: "/db stop cart", danger: true },
    { label: "Password", command: "/docker run -e PASSWORD=hunter2 web" },
    { label: "Long", command: LONG },
  ],
};
const did = (line: string): Reply => ({ tone: "ok", title: `did ${line}`, audience: "channel" });
const script = (line: string) => [line === "db list" ? card : did(line)];

/** Asks for the card, then starts the bot anew: what it remembers is gone, but for what is written down. */
async function restarted(it: Connected, settings = settingsFor(it.discord), uses?: Uses) {
  it.person().command("db list");
  const message = await it.shown("Databases");
  await it.chat.stop();
  const bot = new ScriptedBot(script);
  const chat = await start({ bot, log: () => undefined, settings, ...(uses && { uses }) });
  return { message, bot, [Symbol.asyncDispose]: () => chat.stop() };
}

const idOf = (message: Message, label: string) =>
  buttonsOf(message.components).find((button) => button.label === label)?.customId ?? "";

test("3. a button from before a restart does what it says, once", async () => {
  await using it = await connected(script);
  await using after = await restarted(it);
  it.person().press(after.message, "Stop");
  it.person().press(after.message, "Stop");
  await it.shown("did /db stop shop");
  await it.shown("used already");
  expect(after.bot.lines).toEqual(["/db stop shop"]);
  await vi.waitFor(() => expect(textOf(after.message)).toContain("pressed this"));
});

/** As the ledger does it; it outlives the bot. */
function writtenDown(): Uses {
  return openLedger(":memory:", createVault(Buffer.alloc(32, 1))).deliveries;
}

test("19. one that was used before a restart is used after it", async () => {
  const uses = writtenDown();
  await using it = await connected(script, { uses });
  it.person().command("db list");
  const message = await it.shown("Databases");
  it.person().press(message, "Stop");
  await it.shown("did /db stop shop");
  await using after = await restarted(it, settingsFor(it.discord), uses);
  it.person().press(message, "Stop");
  await it.shown("used already");
  expect(after.bot.lines).toEqual([]);
});

test("19. one whose line was refused, or which only looks, can be pressed again, after a restart, too", async () => {
  const uses = writtenDown();
  const refusing = (line: string): Reply[] => [
    line === "db list"
      ? { ...card, actions: [...(card.actions ?? []), { label: "Look", command: "/db logs shop" }] }
      : line.startsWith("/db logs")
        ? { tone: "ok", title: `saw ${line}`, audience: "caller" }
        : { tone: "error", title: "not now", problem: { code: "not-allowed", message: "not now" } },
  ];
  await using it = await connected(refusing, { uses });
  it.person().command("db list");
  const message = await it.shown("Databases");
  it.person().press(message, "Stop");
  await it.shown("not now");
  it.person().press(message, "Look");
  await it.shown("saw /db logs shop");
  await it.chat.stop();
  const bot = new ScriptedBot(refusing);
  const chat = await start({ bot, log: () => undefined, settings: settingsFor(it.discord), uses });
  it.person().press(message, "Stop");
  it.person().press(message, "Look");
  await vi.waitFor(() => expect(bot.lines.toSorted()).toEqual(["/db logs shop", "/db stop shop"]));
  await chat.stop();
});

test("3. it is still for whoever asked alone", async () => {
  await using it = await connected(script);
  await using after = await restarted(it);
  it.person({ user: BOB }).press(after.message, "Stop");
  expect((await it.shown("for whoever asked")).user).toBe(BOB);
  expect(after.bot.lines).toEqual([]);
});

test("3. one that was marked as dangerous still asks first", async () => {
  await using it = await connected(script);
  await using after = await restarted(it);
  it.person().press(after.message, "Forget");
  const question = await it.shown("This runs /db stop cart");
  expect(question.user).toBe(ANN);
  expect(after.bot.lines).toEqual([]);
  it.person().press(question, "Yes, do it");
  await it.shown("did /db stop cart");
});

test("3. a line that nobody else may see is in no id; nor is one that is too long. After a restart they are to be typed", async () => {
  await using it = await connected(script);
  await using after = await restarted(it);
  expect(JSON.stringify(after.message.components)).not.toContain("hunter2");
  for (const label of ["Password", "Long"]) {
    const seen = it.discord.workspace.visible().length;
    it.person().press(after.message, label);
    await vi.waitFor(() => expect(it.discord.workspace.visible().length).toBe(seen + 1));
    expect(textOf(it.discord.workspace.visible().at(-1) ?? after.message)).toContain("Type the command instead");
  }
  expect(after.bot.lines).toEqual([]);
});

test("3. an id that somebody changed, moved to another user, or that another token signed does nothing and says so", async () => {
  await using it = await connected(script);
  it.person().command("db list");
  const message = await it.shown("Databases");
  const id = idOf(message, "Stop");
  const forged = [
    id.replace("/db stop shop", "/db stop cart"),
    id.replace("ls1.run", "ls1.yes"),
    id.replace(/^(ls1\.run\.)...../, "$1zzzzz"),
    id.replace(/^(ls1\.run\..{11})....../, "$1******"),
    "ls1.run.",
    "ls1.kept.nobody",
    "ls2.run.anything",
  ];
  for (const changed of forged) {
    const seen = it.discord.workspace.visible().length;
    it.person().pressId(message, changed);
    await vi.waitFor(() => expect(it.discord.workspace.visible().length).toBe(seen + 1));
    const said = it.discord.workspace.visible().at(-1);
    expect(said?.user).toBe(ANN);
    expect(textOf(said ?? message), changed).toMatch(/Type the command instead|not one of ours/);
  }
  expect(it.bot.lines).toEqual(["db list"]);
});
