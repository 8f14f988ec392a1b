import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { portWindow, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker } from "#test/support/docker.ts";
import { openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

let folder: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => void (folder = await scratch()));
afterEach(() => folder[Symbol.asyncDispose]());

const removeAll = (bot: KeptBot) =>
  Promise.all(bot.assembly.ledger.list({}).map(({ name }) => bot.say(`/db down ${name} --yes`)));

function redis() {
  const { redis: client } = clients;
  if (!client) throw new Error("no client for redis");
  return client;
}

test("six at once have six names and six ports, and each works", async () => {
  await using bot = await openKeptBot(folder.path);
  const replies = await Promise.all(Array.from({ length: 6 }, () => bot.say("/db up redis --memory 64m")));
  expect(replies.map(({ tone }) => tone)).toEqual(replies.map(() => "ok"));
  const uris = replies.map(secretOf);
  expect(new Set(uris.map((uri) => new URL(uri).port)).size).toBe(6);
  await Promise.all(uris.map((uri, index) => redis().write(uri, String(index))));
  expect(await Promise.all(uris.map((uri) => redis().read(uri)))).toEqual(["0", "1", "2", "3", "4", "5"]);
  await removeAll(bot);
});

test("one name asked for three times at once is one database, and nobody gets half of it", async () => {
  await using bot = await openKeptBot(folder.path);
  const name = `race-${bot.assembly.ledger.instance}`;
  const replies = await Promise.all([1, 2, 3].map(() => bot.say(`/db up redis --memory 64m --name ${name}`)));
  expect(replies.filter(({ tone }) => tone === "ok").length).toBeGreaterThan(0);
  for (const { tone, problem } of replies) if (tone !== "ok") expect(problem?.code).toBe("name-taken");
  expect(await docker("ps", "--quiet", "--filter", `label=${bot.label}`)).toMatch(/^[0-9a-f]{12}$/);
  await removeAll(bot);
});

test("what is done to one database at once is done one after the other, and it is whole afterwards", async () => {
  await using bot = await openKeptBot(folder.path);
  const name = `race-${bot.assembly.ledger.instance}`;
  const uri = secretOf(await bot.say(`/db up redis --memory 64m --name ${name}`));
  const lines = ["stop", "start", "restart", "stop", "start", "restart"].map((verb) => `/db ${verb} ${name}`);
  const replies = await Promise.all(lines.map((line) => bot.say(line)));
  expect(replies.map(({ tone, title }) => [tone, title.includes("did not")])).toEqual(replies.map(() => ["ok", false]));
  expect((await bot.say(`/db start ${name}`)).tone).toBe("ok");
  await redis().write(uri, "whole");
  expect(await redis().read(uri)).toBe("whole");
  // Whoever comes second finds it gone.
  const downs = await Promise.all([1, 2].map(() => bot.say(`/db down ${name} --yes`)));
  expect(downs.map(({ tone, problem }) => problem?.code ?? tone).toSorted()[0]).not.toBe("error");
  expect(bot.assembly.ledger.list({})).toEqual([]);
  expect(await docker("ps", "--all", "--quiet", "--filter", `label=${bot.label}`)).toBe("");
});

test("a port that some other program holds is passed over", async () => {
  const held = Number(portWindow().split("-")[0]);
  const others = [createServer(), createServer()];
  try {
    for (const [index, server] of others.entries()) await once(server.listen(held + index, "127.0.0.1"), "listening");
    await using bot = await openKeptBot(folder.path, { HOSTS: `local=docker?ports=${held}-${held + 2}` });
    const reply = await bot.say("/db up redis --memory 64m");
    expect(new URL(secretOf(reply)).port).toBe(String(held + 2));
    await removeAll(bot);
  } finally {
    for (const server of others) server.close();
  }
});
