import { expect, test, vi } from "vitest";
import { connected } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";

const done = () => [{ tone: "ok" as const, title: "shop is stopped", audience: "channel" as const }];
const down = (it: Connected, timeout = 5_000) =>
  vi.waitFor(() => expect(it.chat.health().state).toBe("down"), { timeout, interval: 5 });
const up = (it: Connected) =>
  vi.waitFor(() => expect(it.chat.health().state).toBe("connected"), { timeout: 15_000, interval: 5 });

test.each([
  ["told to reconnect (op 7)", (discord: LoopbackDiscord) => discord.gateway.reconnect()],
  ["closed with 4000", (discord: LoopbackDiscord) => discord.gateway.close(4000)],
  ["closed with 4009", (discord: LoopbackDiscord) => discord.gateway.close(4009)],
  ["cut (1006)", (discord: LoopbackDiscord) => discord.gateway.close(1006)],
] as const)("21. and 22. %s: down at once, resumed within 2 s, and what was missed is done once", async (_, breaks) => {
  await using it = await connected(done);
  const began = Date.now();
  breaks(it.discord);
  await down(it);
  it.person().command("db stop", { name: "shop" });
  await up(it);
  const [resumed] = it.discord.gateway.resumed;
  expect((resumed?.at ?? Infinity) - began).toBeLessThan(2_000);
  await it.shown("shop is stopped");
  expect(it.bot.requests).toHaveLength(1);
  expect(it.discord.gateway.identified).toHaveLength(1);
});

test("21. what was done before the connection was lost is not done again when it is replayed", async () => {
  await using it = await connected(done);
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  it.discord.gateway.replaysAll = true;
  it.discord.gateway.close(4000);
  await down(it);
  await up(it);
  await vi.waitFor(() => expect(it.logged.some(({ message }) => message.includes("answered already"))).toBe(true));
  expect(it.bot.requests).toHaveLength(1);
});

test.each([
  ["closed with 1000", (discord: LoopbackDiscord) => discord.gateway.close(1000), 0],
  ["closed with 4007", (discord: LoopbackDiscord) => discord.gateway.close(4007), 0],
  [
    "told that the session is void (op 9)",
    (discord: LoopbackDiscord) => {
      discord.gateway.forgets = true;
      discord.gateway.close(4000);
    },
    1,
  ],
] as const)("21. %s: greeted anew, and what was missed is dropped", async (_, breaks, resumes) => {
  await using it = await connected(done);
  breaks(it.discord);
  await down(it);
  it.person().command("db stop", { name: "missed" });
  await up(it);
  expect(it.discord.gateway.resumed).toHaveLength(resumes);
  expect(it.discord.gateway.identified).toHaveLength(2);
  const [first = 0, second = 0] = it.discord.gateway.identifiedAt;
  expect(second - first).toBeGreaterThanOrEqual(5_000);
  expect(it.bot.requests).toEqual([]);
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  expect(it.bot.requests).toHaveLength(1);
});

test("21. and 22. a connection that is open and silent is given up and resumed", async () => {
  await using it = await connected(done, { before: ({ gateway }) => (gateway.heartbeatMs = 400) });
  it.discord.gateway.acknowledgesHeartbeats = false;
  await down(it);
  it.discord.gateway.acknowledgesHeartbeats = true;
  await up(it);
  expect(it.discord.gateway.closeCodes).toContain(4200);
  expect(it.discord.gateway.resumed.length).toBeGreaterThan(0);
});

test("22. while Discord cannot be reached it is down, tried at growing intervals, and comes back by itself", async () => {
  await using it = await connected(done);
  it.discord.gateway.refusesConnections = true;
  it.discord.gateway.close(1006);
  await down(it);
  await vi.waitFor(() => expect(it.discord.gateway.refused.length).toBe(4), { timeout: 15_000 });
  expect(it.chat.health()).toMatchObject({ state: "down" });
  const { refused } = it.discord.gateway;
  const gaps = refused.slice(1).map((at, index) => at - (refused[index] ?? 0));
  // discord.js alone would try every half second.
  expect(gaps[1] ?? 0).toBeGreaterThan(1_000);
  expect(gaps[2] ?? 0).toBeGreaterThan(2_000);
  it.discord.gateway.refusesConnections = false;
  await up(it);
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
});

test("22. a token that is revoked while it runs: down, although discord.js calls itself ready", async () => {
  await using it = await connected(done);
  const began = Date.now();
  it.discord.gateway.close(4004);
  await down(it);
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(it.chat.health().detail).toContain("4004");
});

test("21. stopped between two attempts, it does not come back", async () => {
  await using it = await connected(done);
  it.discord.gateway.refusesConnections = true;
  it.discord.gateway.close(1006);
  await vi.waitFor(() => expect(it.discord.gateway.refused.length).toBe(1), { timeout: 5_000 });
  await it.chat.stop();
  it.discord.gateway.refusesConnections = false;
  const tried = it.discord.gateway.refused.length;
  // Another would follow within two seconds.
  await expect
    .poll(() => it.discord.gateway.connections + it.discord.gateway.refused.length - tried, { timeout: 3_000 })
    .toBe(0);
  expect(it.discord.gateway.identified).toHaveLength(1);
});
