import { afterEach, beforeEach, expect, test } from "vitest";
import { fieldsOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const runnable = (await runnableDatabases()).filter((name) => ["postgres", "mysql", "mariadb"].includes(name));
const pace = { bakedLookMs: 100, bakedTidyMs: 500 };
let folder: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => void (folder = await scratch()));
afterEach(() => folder[Symbol.asyncDispose]());

const openBot = (settings: Readonly<Record<string, string>> = {}) =>
  openKeptBot(folder.path, { BAKED: "4g", ...settings }, pace);
const bakedOf = (bot: KeptBot) => bot.assembly.ledger.baked.list().filter(({ reference }) => reference !== "");
const isBaked = (bot: KeptBot, count = 1) => eventually(() => expect(bakedOf(bot)).toHaveLength(count), 120_000);
const took = (reply: Parameters<typeof fieldsOf>[0]) => fieldsOf(reply)["Took"];

test.each(runnable)("the second %s comes from an image that the first one left, and keeps what is written", async (kind) => {
  await using bot = await openBot();
  const first = await bot.say(`/db up ${kind} --name first`);
  expect(took(first)).toContain("a first start");
  await isBaked(bot);

  const second = await bot.say(`/db up ${kind} --name second --user shop --database wares`);
  expect(took(second)).toMatch(/from a baked image: image \d+ ms, create \d+ ms, start \d+ ms, ready \d+ ms, claim \d+ ms$/);
  const uri = secretOf(second);
  expect(uri).toContain("shop:");
  await clients[kind]?.write(uri, "kept");
  for (const line of ["restart", "stop", "start"]) await bot.say(`/db ${line} second`);
  expect(await clients[kind]?.read(uri)).toBe("kept");
  await docker("kill", "second");
  await bot.say("/db start second");
  expect(await clients[kind]?.read(uri)).toBe("kept");
});
