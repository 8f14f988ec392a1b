import { afterAll, beforeAll, expect, test } from "vitest";
import { docker } from "#test/support/docker.ts";
import { blockOf, fieldsOf, portWindow, secretOf } from "#test/support/bot.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const IMAGE = "longshore/redis:7.0";

let engine: OwnEngine;
let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  engine = await startOwnEngine({ images: [IMAGE] });
  folder = await scratch();
  bot = await openKeptBot(folder.path, { HOSTS: `local=docker?ports=${portWindow()},${engine.host}` });
  await docker("run", "--detach", "--memory", "64m", "--name", "two-foreign", IMAGE);
  await engine.docker("run", "--detach", "--memory", "64m", "--name", "two-foreign", IMAGE);
  await engine.docker("run", "--detach", "--memory", "64m", "--name", "two-lonely", IMAGE);
});
afterAll(async () => {
  await docker("rm", "--force", "--volumes", "two-foreign");
  for (const { name, host } of bot.assembly.ledger.list({})) await bot.say(`/db down ${name} --host ${host} --yes`);
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const lines = async (line: string) => ((await bot.say(line)).actions ?? []).map(({ command }) => command);

test("a database's name on two hosts is asked about, and each button is about its own", async () => {
  for (const host of ["local", "own"]) await bot.say(`/db up redis --memory 64m --name two-shop --host ${host}`);
  const { problem } = await bot.say("/db url two-shop");
  expect(problem).toMatchObject({
    code: "ambiguous",
    message: 'There is a database "two-shop" on local and on own.',
    hint: "Say which: --host local or --host own",
  });
  const buttons = await lines("/db url two-shop");
  expect(buttons).toEqual(["/db url two-shop --host local", "/db url two-shop --host own"]);
  const [here, there] = await Promise.all(buttons.map(async (line) => new URL(secretOf(await bot.say(line))).hostname));
  expect([here, there === here]).toEqual(["127.0.0.1", false]);
  expect((await bot.say("/db up redis --name two-shop")).problem?.code).toBe("ambiguous");
});

test("a question before a removal names the host that it is about", async () => {
  const [, own = ""] = await lines("/db down two-shop");
  const { confirm } = await bot.say(own);
  expect(confirm?.question).toContain("on own");
  await bot.say(confirm?.command ?? "");
  expect(fieldsOf(await bot.say("/db status two-shop"))["Runs"]).toContain("on local");
});

test("containers, whoever made them, are found wherever they are, and asked about when they are on two hosts", async () => {
  expect((await bot.say("/docker inspect two-lonely")).title).toContain("two-lonely");
  expect(await lines("/docker logs two-foreign --tail 5")).toEqual([
    "/docker logs two-foreign --host local --tail 5",
    "/docker logs two-foreign --host own --tail 5",
  ]);
  expect(blockOf(await bot.say("/docker logs two-foreign --host own"), "log").text).toContain("Ready to accept");
  const id = (await engine.docker("inspect", "two-foreign", "--format", "{{.Id}}")).slice(0, 12);
  expect((await bot.say(`/docker inspect ${id}`)).title).toContain("two-foreign");
});

test("/docker ps shows what runs on all hosts that the caller may look at, and which did not answer", async () => {
  const ps = async () => {
    const reply = await bot.say("/docker ps --filter name=two-");
    const { columns, rows } = blockOf(reply, "table");
    return { reply, on: rows.map((row) => `${row[0]} on ${row[columns.indexOf("Host")]}`).toSorted() };
  };
  const { reply, on } = await ps();
  expect(on).toEqual(["two-foreign on local", "two-foreign on own", "two-lonely on own", "two-shop on local"]);
  expect(reply).toMatchObject({ tone: "ok", title: "4 containers run on local and own" });
  expect((await bot.say("/docker ps --filter name=two- --host own")).title).toBe("2 containers run on own");
  expect((await bot.say("/docker ps --filter name=two-nothing")).title).toBe("No containers run on local or own");
});

test("a host that is frozen delays nothing that the ledger knows, and the rest by two seconds", async () => {
  engine.signal("SIGSTOP");
  try {
    const begun = performance.now();
    expect((await bot.say("/docker logs two-shop")).tone).toBe("ok");
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect((await bot.say("/docker logs two-foreign")).tone).toBe("ok");
    expect((await bot.say("/docker logs two-nothing")).problem?.message).toBe(
      'There is no container called "two-nothing" on local. own did not answer.',
    );
    expect(performance.now() - begun).toBeLessThan(10_000);
    const { tone, blocks = [] } = await bot.say("/docker ps --filter name=two-");
    expect(tone).toBe("warning");
    expect(blocks).toContainEqual({ kind: "text", text: "own did not answer within 5 s" });
    expect(performance.now() - begun).toBeLessThan(20_000);
  } finally {
    engine.signal("SIGCONT");
  }
});
