import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Target } from "#core/database.ts";
import type { Spare } from "#core/spare.ts";
import { loadDatabases } from "#databases/load.ts";
import { openLedger } from "#leases/ledger.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { startBot } from "#test/chaos/process.ts";
import { disorder } from "#test/chaos/state.ts";
import { fieldsOf, portWindow, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, labelled, sampleDatabases } from "#test/support/docker.ts";
import { movingImage } from "#test/support/moving-image.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const runnable = await sampleDatabases();
const pace = { sparesLookMs: 100, sparesImagesMs: 500 };
let folder: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => void (folder = await scratch()));
afterEach(() => folder[Symbol.asyncDispose]());

const openBot = (SPARES: string, quick: typeof pace & { readonly sparesHealthMs?: number } = pace) =>
  openKeptBot(folder.path, { SPARES }, quick);
const spares = (bot: KeptBot) => bot.assembly.ledger.spares.list().filter(({ state }) => state === "ready");
const ready = (bot: KeptBot, count: number) => eventually(() => expect(spares(bot)).toHaveLength(count), 120_000);
const tookOf = async (bot: KeptBot, line: string) => fieldsOf(await bot.say(line))["Took"];

test.each(runnable)("a %s that waits is handed out, and another one waits soon", async (kind) => {
  await using bot = await openBot(`${kind}:1`);
  await ready(bot, 1);
  const [waiting] = spares(bot);
  const status = await bot.say("/host status");
  expect(fieldsOf(status)["Spares"]).toBe(`${kind} 1 of 1 ready`);

  const reply = await bot.say(`/db up ${kind} --name shop --ttl 2h --cpus 0.5`);
  expect(reply).toMatchObject({ tone: "ok", title: expect.stringMatching(/^shop is ready, after \d+ ms$/) });
  expect(fieldsOf(reply)["Took"]).toMatch(/^\d+ ms, from a spare: image \d+ ms, claim \d+ ms$/);
  const uri = secretOf(reply);
  await clients[kind]?.write(uri, "kept");
  expect(await docker("inspect", "--format", "{{.Name}} {{.HostConfig.NanoCpus}}", waiting?.containerId ?? "")).toBe(
    "/shop 500000000",
  );
  expect(bot.assembly.ledger.list({})[0]).toMatchObject({
    id: waiting?.id,
    name: "shop",
    state: "ready",
    made: { rung: "spare" },
  });
  expect(fieldsOf(await bot.say("/db status shop"))["Made"]).toContain("from a spare");

  await bot.say("/db restart shop");
  expect(await clients[kind]?.read(uri)).toBe("kept");
  await ready(bot, 1);
  expect(spares(bot)[0]?.id).not.toBe(waiting?.id);
  expect(bot.out.join("\n")).not.toContain(waiting?.login.password.reveal());
  await bot.say("/db down shop --yes");
  await eventually(async () => expect(await labelled(`longshore.lease=${waiting?.id}`)).toEqual([]));
});

test("ten callers at once and three that wait: nobody gets another's, all get one, and three wait again", async () => {
  await using bot = await openBot("redis:3");
  await ready(bot, 3);
  const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => bot.say(`/db up redis --name r${index}`)));
  expect(new Set(replies.map(secretOf)).size).toBe(10);
  expect(replies.filter((reply) => fieldsOf(reply)["Took"]?.includes("from a spare"))).toHaveLength(3);
  for (const [index, reply] of replies.entries()) await clients["redis"]?.write(secretOf(reply), `own ${index}`);
  for (const [index, reply] of replies.entries()) {
    expect(await clients["redis"]?.read(secretOf(reply))).toBe(`own ${index}`);
  }
  await ready(bot, 3);
  expect(bot.assembly.ledger.list({})).toHaveLength(10);
}, 120_000);

test("more memory or less is given to one that waits, where its flags are the same", async () => {
  await using bot = await openBot("redis:1");
  await ready(bot, 1);
  const reply = await bot.say("/db up redis --memory 64m --name small");
  expect(fieldsOf(reply)["Took"]).toContain("from a spare");
  expect(await docker("inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}", "small")).toBe(
    `${64 * 2 ** 20} ${64 * 2 ** 20}`,
  );
});

test("what a spare cannot be is made as ever, and the spare still waits", async () => {
  await using bot = await openBot("redis:1");
  await ready(bot, 1);
  const [waiting] = spares(bot);
  for (const options of [`--port ${(waiting?.port ?? 0) + 1}`, "--arg=--hz --arg=20"]) {
    expect(await tookOf(bot, `/db up redis ${options}`)).toContain("a first start");
  }
  expect(spares(bot)).toHaveLength(1);
});

describe("a spare that does not work", () => {
  test("is thrown away at the claim, and the caller gets another one", async () => {
    await using bot = await openBot("redis:1", { sparesLookMs: 60_000, sparesImagesMs: 60_000 });
    await ready(bot, 1);
    const [waiting] = spares(bot);
    await docker("kill", waiting?.containerId ?? "");
    const reply = await bot.say("/db up redis --name shop");
    expect(fieldsOf(reply)["Took"]).toContain("a first start");
    await clients["redis"]?.write(secretOf(reply), "works");
    expect(await labelled(`longshore.lease=${waiting?.id}`)).toEqual([]);
  });

  test("is found, and replaced", async () => {
    await using bot = await openBot("redis:1", { ...pace, sparesHealthMs: 300 });
    await ready(bot, 1);
    const [waiting] = spares(bot);
    await docker("kill", waiting?.containerId ?? "");
    await eventually(() => expect(spares(bot).map(({ id }) => id)).not.toContain(waiting?.id));
    await ready(bot, 1);
    expect(bot.told).toEqual([]);
  });
});

test("spares outlive the bot, and go when they are wanted no more", async () => {
  const before = await (async () => {
    await using bot = await openBot("redis:1");
    await ready(bot, 1);
    return spares(bot)[0]?.id;
  })();
  {
    await using bot = await openBot("redis:1,valkey:1");
    await ready(bot, 2);
    expect(spares(bot).map(({ id }) => id)).toContain(before);
  }
  await using bot = await openBot("");
  await eventually(() => expect(bot.assembly.ledger.spares.list()).toEqual([]));
  expect(await labelled(bot.label)).toEqual([]);
});

test("killed at any moment of a claim: what was handed out works, what was not is gone, and no old password works", async () => {
  const env = {
    DATA_DIR: folder.path,
    HOSTS: `local=docker?ports=${portWindow()}`,
    SPARES: "redis:1",
    sparesLookMs: "50",
  };
  const logins: Target["login"][] = [];
  for (let kill = 0; kill < 8; kill++) {
    const bot = startBot(env);
    const waiting = await readySpare(folder.path);
    logins.push(waiting.login);
    bot.type(`/db up redis --name claimed-${kill}`);
    await new Promise((resolve) => setTimeout(resolve, 25 * kill));
    await bot.kill("SIGKILL");
  }
  await using bot = await openBot("", { sparesLookMs: 100, sparesImagesMs: 500 });
  await eventually(async () => expect(await disorder(folder.path)).toEqual([]));
  await eventually(() => expect(bot.assembly.ledger.spares.list()).toEqual([]));
  const { database } = (await loadDatabases()).find("redis");
  for (const lease of bot.assembly.ledger.list({})) {
    await database.probe(lease, AbortSignal.timeout(5_000));
    const settled = `/${lease.name} ${lease.memoryBytes} ${lease.cpus * 1e9}`;
    const format = "{{.Name}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}";
    expect(await docker("inspect", "--format", format, lease.containerId ?? "")).toBe(settled);
    for (const login of logins) {
      await expect(database.probe({ ...lease, login }, AbortSignal.timeout(5_000))).rejects.toThrow(/WRONGPASS/);
    }
  }
}, 120_000);

test("an image that moved makes its spares old", async () => {
  const image = await movingImage("redis");
  await using bot = await openBot(image.tag.replace(":", "@").concat(":1"));
  await ready(bot, 1);
  expect(fieldsOf(await bot.say("/host status"))["Spares"]).toMatch(/ 1 of 1 ready$/);
  const before = spares(bot)[0]?.id;
  await image.move();
  await eventually(() => expect(spares(bot).map(({ id }) => id)).not.toContain(before));
  await ready(bot, 1);
  expect(await tookOf(bot, `/db up ${image.tag}`)).toContain("from a spare");
});

async function readySpare(dataDirectory: string): Promise<Spare> {
  const key = readKey(undefined, join(dataDirectory, "key"));
  let found: Spare | undefined;
  await eventually(() => {
    using ledger = openLedger(join(dataDirectory, "longshore.sqlite"), createVault(key));
    found = ledger.spares.list().find(({ id, state }) => state === "ready" && !ledger.work.isBusy(id));
    expect(found).toBeDefined();
  });
  return found as Spare;
}
