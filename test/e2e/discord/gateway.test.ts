import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, test, vi } from "vitest";
import { start } from "#chat/discord/index.ts";
import type { DiscordSettings } from "#chat/discord/index.ts";
import { isAll } from "#test/support/extent.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { GUILD } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const done = () => [{ tone: "ok" as const, title: "shop is stopped", audience: "channel" as const }];

test("1. with one setting nothing is sent anywhere else, and the only intent is Guilds", async () => {
  const hosts = new Set<string>();
  const note = (message: unknown) =>
    hosts.add((message as { connectParams: { hostname: string } }).connectParams.hostname);
  subscribe("undici:client:beforeConnect", note);
  {
    await using it = await connected(done);
    it.person().command("db stop", { name: "shop" });
    await it.shown("shop is stopped");
    expect(it.discord.gateway.identified[0]?.["intents"]).toBe(1);
  }
  unsubscribe("undici:client:beforeConnect", note);
  expect([...hosts]).toEqual(["127.0.0.1"]);
});

test("3. the first start writes the commands, the second one only looks", async () => {
  await using it = await connected(done);
  const commands = () =>
    it.discord.calls.filter(({ path }) => path.endsWith(`/guilds/${GUILD}/commands`)).map(({ method }) => method);
  expect(commands()).toEqual(["GET", "PUT"]);
  const second = await start({ bot: it.bot, log: () => undefined, settings: settingsFor(it.discord) });
  expect(commands()).toEqual(["GET", "PUT", "GET"]);
  await second.stop();
});

test("9. guilds that come late, or never, keep nobody waiting", async () => {
  await using it = await connected(done);
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  const [{ ackedAt = 0, sentAt } = { sentAt: 0 }] = it.discord.workspace.interactions;
  expect(ackedAt - sentAt).toBeLessThan(3_000);
});

test.each([
  ["told to reconnect", (discord: LoopbackDiscord) => discord.gateway.reconnect()],
  ["closed with 4000", (discord: LoopbackDiscord) => discord.gateway.close(4000)],
  ["closed with 4009", (discord: LoopbackDiscord) => discord.gateway.close(4009)],
  ["cut", (discord: LoopbackDiscord) => discord.gateway.close(1006)],
] as const)("21. %s: resumed, and what was missed is done", async (_, breaks) => {
  await using it = await connected(done);
  breaks(it.discord);
  await vi.waitFor(() => expect(it.chat.health().state).toBe("down"), { timeout: 5_000, interval: 5 });
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  expect(it.discord.gateway.resumed.length).toBeGreaterThan(0);
  await vi.waitFor(() => expect(it.chat.health().state).toBe("connected"));
  expect(it.bot.requests).toHaveLength(1);
});

test("22. and 23. a token that is revoked later: down, told with what to do, and handed on", async () => {
  await using it = await connected(done);
  it.discord.gateway.close(4004);
  await vi.waitFor(() => expect(it.fatal).toHaveLength(1));
  expect(it.fatal[0]?.message).toContain("DISCORD_TOKEN");
  expect(it.chat.health().state).toBe("down");
});

test.each([
  ["a token that the API does not know", { token: "wrong" }, () => undefined, "DISCORD_TOKEN"],
  ["intents that are not allowed", {}, (discord: LoopbackDiscord) => (discord.gateway.refuse = 4014), "intents"],
  ["a token that the gateway refuses", {}, (discord: LoopbackDiscord) => (discord.gateway.refuse = 4004), "4004"],
  [
    "a gateway that says nothing",
    { startMs: 500 },
    (discord: LoopbackDiscord) => (discord.gateway.greets = false),
    "0.5 s",
  ],
  ["no starts left for today", {}, (discord: LoopbackDiscord) => (discord.sessionsLeft = 0), "no more starts"],
  ["a gateway elsewhere", {}, (discord: LoopbackDiscord) => (discord.gateway.url = "ws://192.0.2.1/"), "not Discord"],
] as [string, Partial<DiscordSettings>, (discord: LoopbackDiscord) => void, string][])(
  "23. %s stops the start with what to mend",
  async (_, more, prepare, words) => {
    const discord = await startDiscord();
    prepare(discord);
    const settings = { ...settingsFor(discord), ...more };
    const started = start({ bot: new ScriptedBot(() => []), log: () => undefined, settings });
    await expect(started).rejects.toMatchObject({ name: "Problem", message: expect.stringContaining(words) });
    await discord.close();
  },
);

test("23. with most of a day's starts used up it waits, so that the rest last, and says so", async () => {
  const began = Date.now();
  await using it = await connected(done, {
    // Less than it waits: that does not count as a start that takes too long.
    settings: { startMs: 1_500 },
    before(discord) {
      discord.sessionsLeft = 10;
      discord.sessionsResetMs = 20_000;
    },
  });
  expect(Date.now() - began).toBeGreaterThanOrEqual(2_000);
  expect(it.discord.gateway.identified).toHaveLength(1);
  expect(JSON.stringify(it.logged)).toContain("it connects in 2 s");
});

test.runIf(isAll)("23. greetings that come to nothing are further and further apart", async () => {
  await using it = await connected(done);
  const { gateway } = it.discord;
  // Greeted, and thrown out at once: discord.js alone would greet every five seconds, 17,000 times a day.
  gateway.closesAtOnce = 1000;
  gateway.close(1000);
  await vi.waitFor(() => expect(gateway.identifiedAt.length).toBe(5), { timeout: 60_000 });
  const { identifiedAt } = gateway;
  const gaps = identifiedAt.slice(1).map((at, index) => at - (identifiedAt[index] ?? 0));
  expect(gaps[3] ?? 0).toBeGreaterThan(10_000);
  await vi.waitFor(() => expect(it.chat.health().state).toBe("down"));
});

test("24. a stop lets an answer be given, and does not wait for a peer that never closes", async () => {
  const release = Promise.withResolvers<void>();
  await using it = await connected(async function* () {
    await release.promise;
    yield* done();
  });
  it.person().command("db stop", { name: "shop" });
  await vi.waitFor(() => expect(it.bot.requests).toHaveLength(1));
  it.discord.gateway.neverCloses();
  const began = Date.now();
  const stopped = it.chat.stop();
  release.resolve();
  await stopped;
  expect(Date.now() - began).toBeLessThan(4_000);
  await it.shown("shop is stopped");
});
