import { afterAll, beforeAll, expect, test } from "vitest";
import { fieldsOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

let engine: OwnEngine;
let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  engine = await startOwnEngine({ images: ["longshore/redis:7.0"] });
  folder = await scratch();
  const pace = { secondPassMs: 500, sparesLookMs: 100, sparesImagesMs: 500, sparesHealthMs: 300, sparesPauseMs: 200 };
  bot = await openKeptBot(folder.path, { HOSTS: engine.host, SPARES: "redis:2" }, pace);
});
afterAll(async () => {
  await bot?.[Symbol.asyncDispose]();
  await engine?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const ready = () => bot.assembly.ledger.spares.list().filter(({ state }) => state === "ready");
const twoWait = () => eventually(() => expect(ready()).toHaveLength(2), 60_000);
const containers = async () => (await engine.docker("ps", "--all", "--quiet")).split("\n").filter((id) => id !== "");

test("after an engine was killed and is back, what waited is replaced or works, and a claim gives a database that works", async () => {
  await twoWait();
  const before = ready().map(({ id }) => id);
  await engine.end("SIGKILL");
  const refused = await bot.say("/db up redis --name while-down");
  expect(refused.problem?.code).toBe("host-unreachable");
  await engine.start();

  await eventually(async () => {
    for (const id of before) expect((await states(id)).includes("exited")).toBe(false);
    expect(ready()).toHaveLength(2);
  }, 60_000);
  const reply = await bot.say("/db up redis --name after");
  expect(reply.tone).toBe("ok");
  expect(fieldsOf(reply)["Took"]).toContain("from a spare");
  await clients["redis"]?.write(secretOf(reply), "works");
  expect(await clients["redis"]?.read(secretOf(reply))).toBe("works");
  await twoWait();
  await eventually(async () => expect(await containers()).toHaveLength(3));
  expect(bot.told).toEqual([]);
}, 180_000);

test("an engine that freezes during a claim is answered in time, and nothing half done is left", async () => {
  await twoWait();
  engine.signal("SIGSTOP");
  const asked = bot.say("/db up redis --name frozen");
  const list = await bot.say("/db list");
  expect(list.tone).not.toBe("error");
  const reply = await asked;
  engine.signal("SIGCONT");
  expect(reply.tone).toBe("error");
  await eventually(() => expect(bot.assembly.ledger.list({}).map(({ name }) => name)).toEqual(["after"]), 60_000);
  await twoWait();
  await eventually(async () => expect(await containers()).toHaveLength(3), 60_000);
}, 180_000);

/** Of a spare's container: "running", "exited", or nothing when it is gone. */
async function states(id: string): Promise<string[]> {
  const lines = await engine.docker("ps", "--all", "--filter", `label=longshore.lease=${id}`, "--format", "{{.State}}");
  return lines.split("\n").filter((line) => line !== "");
}
