import { expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { ANN, BOB, CHANNEL, textOf } from "#test/support/loopback-discord/state.ts";

const CANARY = "postgresql://app:password-canary@127.0.0.1/app";
const MINUTE_MS = 60_000;
const ready: Reply = {
  tone: "ok",
  title: "shop is ready",
  audience: "caller",
  blocks: [{ kind: "secret", label: "Connection string", value: new Secret(CANARY), again: "/db url shop" }],
};

/** Answers once the clock has moved on by so much. */
async function after(minutes: number, reply: Reply) {
  let now = Date.now();
  const release = Promise.withResolvers<void>();
  const it = await connected(
    async function* (line) {
      if (line === "/db url shop") return yield ready;
      await release.promise;
      yield reply;
    },
    { now: () => now },
  );
  return {
    it,
    pass: () => {
      now += minutes * MINUTE_MS;
      release.resolve();
    },
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

test("16. after 15 minutes the result stands in the channel without secrets, and its caller alone gets the rest", async () => {
  await using long = await after(16, ready);
  const { it } = long;
  const ann = it.person();
  const asked = ann.command("db up", { kind: "postgres" });
  await expect.poll(() => asked.callback).toBeDefined();
  asked.expired = true;
  long.pass();
  const late = await it.shown("Show me the answer");
  expect(late).toMatchObject({ channel: CHANNEL, allowedMentions: { parse: [], users: [ANN] } });
  expect(late.user).toBeUndefined();
  expect(textOf(late)).toContain("shop is ready");
  expect(it.discord.callsTo("PATCH")).toEqual([]);

  it.person({ user: BOB }).press(late, "Show me the answer");
  expect((await it.shown("for whoever asked")).user).toBe(BOB);
  ann.press(late, "Show me the answer");
  expect((await it.shown("password-canary")).user).toBe(ANN);
  for (const { user, states } of it.discord.workspace.messages) {
    if (user === undefined) expect(JSON.stringify(states)).not.toContain("canary");
  }
});

test("16. what asks for the secret again is there as well, as it works after a restart of the bot", async () => {
  await using long = await after(16, ready);
  const { it } = long;
  it.person().command("db up", { kind: "postgres" });
  await expect.poll(() => it.bot.requests.length).toBe(1);
  long.pass();
  it.person().press(await it.shown("Show me the answer"), "Ask again");
  expect((await it.shown("password-canary")).user).toBe(ANN);
  expect(it.bot.lines.at(-1)).toBe("/db url shop");
});

test("16. what the channel may see is there whole, and nothing is to be fetched", async () => {
  await using long = await after(16, {
    tone: "ok",
    title: "shop is stopped",
    audience: "channel",
    blocks: [{ kind: "text", text: "It took a while." }],
  });
  const { it } = long;
  it.person().command("db stop", { name: "shop" });
  await expect.poll(() => it.bot.requests.length).toBe(1);
  long.pass();
  const late = await it.shown("shop is stopped");
  expect(textOf(late)).toContain("It took a while");
  expect(textOf(late)).not.toContain("Show me the answer");
  expect(late.allowedMentions).toEqual({ parse: [], users: [ANN] });
});

test("16. after 14 minutes the answer is still the command's own", async () => {
  await using long = await after(14, ready);
  const { it } = long;
  it.person().command("db up", { kind: "postgres" });
  await expect.poll(() => it.bot.requests.length).toBe(1);
  long.pass();
  expect((await it.shown("password-canary")).user).toBe(ANN);
});

test("16. where the bot may not write in the channel, its caller is told directly, without secrets", async () => {
  await using long = await after(16, ready);
  const { it } = long;
  it.discord.workspace.foreign.add(CHANNEL);
  it.person().command("db up", { kind: "postgres" });
  await expect.poll(() => it.bot.requests.length).toBe(1);
  long.pass();
  const direct = await it.shown("shop is ready");
  expect(direct.channel).toBe(`77${ANN}`);
  expect(textOf(direct)).toContain("Ask again: `/db url shop`");
  expect(it.discord.workspace.messages.map(textOf).join()).not.toContain("password-canary");
  expect(it.logged.filter(({ level }) => level === "error")).toEqual([]);
});

test("16. an answer that reaches nobody is in the log, without secrets", async () => {
  await using long = await after(16, ready);
  const { it } = long;
  it.discord.fault = ({ method, path }) =>
    method === "POST" && /^\/(?:channels|users)/.test(path)
      ? { kind: "status", status: 403, body: { code: 50_013, message: "Missing Permissions" } }
      : undefined;
  const asked = it.person().command("db up", { kind: "postgres" });
  await expect.poll(() => it.bot.requests.length).toBe(1);
  long.pass();
  const line = new RegExp(`reached nobody.*: interaction ${asked.id}`);
  await expect.poll(() => JSON.stringify(it.logged), { timeout: 10_000 }).toMatch(line);
  expect(JSON.stringify(it.logged)).not.toContain("canary");
});

test("15. progress says how much there is, how fast it comes, and how long it still takes", async () => {
  const release = Promise.withResolvers<void>();
  await using it = await connected(async function* () {
    const progress = { kind: "progress", label: "Pulling", unit: "bytes", perSecond: 2 ** 20 } as const;
    yield {
      tone: "working",
      title: "Starting shop",
      audience: "channel",
      blocks: [{ ...progress, done: 10 * 2 ** 20, total: 30 * 2 ** 20 }],
    };
    await release.promise;
    yield { tone: "ok", title: "shop is stopped", audience: "channel" };
  });
  it.person().command("db stop", { name: "shop" });
  const message = await it.shown("Pulling");
  expect(textOf(message)).toContain("▰▰▰▰▱▱▱▱▱▱▱▱ 33 %  10 MiB of 30 MiB, 1 MiB/s, 20 s left");
  release.resolve();
  await it.shown("shop is stopped");
});
