import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { portWindow } from "#test/support/bot.ts";
import { docker, labelled } from "#test/support/docker.ts";
import { startBot } from "#test/chaos/process.ts";
import { disorder } from "#test/chaos/state.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";

let folder: Awaited<ReturnType<typeof scratch>>;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await scratch();
  env = { DATA_DIR: folder.path, HOSTS: `local=docker?ports=${portWindow()}`, secondPassMs: "1000" };
});
afterEach(() => folder[Symbol.asyncDispose]());

describe("a bot that is killed", () => {
  test.each([150, 500, 900, 1_300])("%i ms into making a database leaves it whole or gone", async (ms) => {
    const bot = startBot(env);
    await bot.until(({ ready }) => ready !== undefined);
    bot.type("/db up redis --memory 64m --name killed-up");
    await new Promise((resolve) => setTimeout(resolve, ms));
    await bot.kill("SIGKILL");
    await using next = await openKeptBot(folder.path, env);
    await eventually(async () => expect(await disorder(folder.path)).toEqual([]));
    // Told what became of it, unless it was ready, or nothing had been made.
    const left = next.assembly.ledger.list({});
    expect(left.length).toBeLessThanOrEqual(1);
  });
});

test("a second bot on one DATA_DIR says so and ends; the first one's death frees it at once", async () => {
  const first = startBot(env);
  await first.until(({ ready }) => ready !== undefined);
  const second = startBot(env);
  expect(await second.ended).not.toBe(0);
  expect(second.errors()).toContain(`Another Longshore works in ${folder.path}`);
  await first.kill("SIGKILL");
  const third = startBot(env);
  await third.until(({ ready }) => ready !== undefined);
  await third.kill("SIGTERM");
});

test("a bot that is asked to stop finishes what runs, takes nothing new, and is gone within 10 s", async () => {
  const bot = startBot(env);
  await bot.until(({ ready }) => ready !== undefined);
  bot.type("/db up redis --memory 64m --name last");
  await bot.until(({ title }) => title === "Starting Redis");
  const begun = performance.now();
  const ending = bot.kill("SIGTERM");
  await bot.until(({ told }) => told === "stopping");
  bot.type("/db up redis --memory 64m --name late");
  expect(await ending).toBe(0);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(bot.said).toContainEqual(
    expect.objectContaining({ tone: "ok", title: expect.stringContaining("last is ready") }),
  );
  expect(bot.said.filter(({ line, tone }) => line?.includes("late") && tone === "ok")).toEqual([]);
  expect(await disorder(folder.path)).toEqual([]);
});

describe("after a start", () => {
  test("a lease whose container somebody removed is closed, and its channel told", async () => {
    {
      await using bot = await openKeptBot(folder.path, env);
      expect((await bot.say("/db up redis --memory 64m --name gone-shop")).tone).toBe("ok");
      await docker("rm", "--force", "gone-shop");
    }
    await using bot = await openKeptBot(folder.path, env);
    await eventually(() => expect(bot.told.map(({ title }) => title)).toEqual(["gone-shop is gone from local"]));
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.assembly.ledger.list({})).toEqual([]);
  });

  test("with the ledger lost, leases come back from their labels, without the password", async () => {
    {
      await using bot = await openKeptBot(folder.path, env);
      expect((await bot.say("/db up redis --memory 64m --ttl 3h --name found-shop")).tone).toBe("ok");
    }
    for (const suffix of ["", "-wal", "-shm"])
      await rm(join(folder.path, `longshore.sqlite${suffix}`), { force: true });
    await using bot = await openKeptBot(folder.path, env);
    await eventually(() =>
      expect(bot.told.map(({ title }) => title)).toEqual(["found-shop was found on local and is yours again"]),
    );
    const [lease] = bot.assembly.ledger.list({});
    expect({
      ...JSON.parse(JSON.stringify({ name: lease?.name, owner: lease?.owner, channel: lease?.channel })),
    }).toEqual({
      name: "found-shop",
      owner: "terminal:test/1000",
      channel: "terminal:test/terminal",
    });
    expect(lease?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 2 * 3_600_000);
    expect(await bot.say("/db url found-shop")).toMatchObject({
      tone: "error",
      problem: { code: "not-found" },
    });
    expect((await bot.say("/db logs found-shop")).tone).toBe("ok");
    expect((await bot.say("/db down found-shop --yes")).tone).toBe("ok");
    expect(await labelled(bot.label)).toEqual([]);
  });

  test("the audit has every request, once, and none of its secrets", async () => {
    await using bot = await openKeptBot(folder.path, env);
    await bot.say("/db up redis --memory 64m --name audited --arg=--requirepass=hunter2secret");
    await bot.say("/db nonsense");
    await bot.say("/db list", {
      platform: "slack",
      team: "T1",
      user: "U0",
      channel: "C1",
      groups: [],
      displayName: "x",
    });
    const lines = bot.assembly.ledger.audit
      .read({ limit: 9 })
      .map(({ began, ended }) => [began.line, began.allowed, ended?.outcome]);
    expect(lines).toEqual([
      [expect.stringContaining("/db up redis --name audited"), true, expect.any(String)],
      ["/db nonsense", false, "unknown-command"],
      ["/db list", false, "not-allowed"],
    ]);
    expect(await readFile(join(folder.path, "audit.jsonl"), "utf8")).not.toContain("hunter2secret");
    expect((await bot.say("/longshore audit --verify")).title).toBe("The audit is whole: 7 entries");
    expect((await bot.say("/longshore audit --command db --limit 3")).title).toBe("2 requests");
    if (bot.assembly.ledger.list({}).length > 0) await bot.say("/db down audited --yes");
  });
});
