import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import { docker } from "#test/support/docker.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";

const person = (user: string): Caller => ({
  platform: "slack",
  team: "T1",
  user,
  channel: "C1",
  groups: [],
  displayName: user,
});
const [ann, bob, eve] = [person("ANN"), person("BOB"), person("EVE")];
let folder: Awaited<ReturnType<typeof scratch>>;
let settings: Record<string, string>;
beforeAll(async () => {
  folder = await scratch();
  const LONGSHORE_YAML = join(folder.path, "longshore.yaml");
  await writeFile(
    LONGSHORE_YAML,
    "rules: [{ name: two pairs of eyes, effect: approve, command: db down }]\napproval: { channel: slack:T1/C9 }\n",
  );
  settings = { LONGSHORE_YAML, OPERATORS: "slack:T1/ANN slack:T1/BOB", VIEWERS: "slack:T1/EVE" };
});
afterAll(() => folder[Symbol.asyncDispose]());

test("what needs approval is shown, survives a restart, is decided by another, and runs once", async () => {
  let id: string;
  {
    await using bot = await openKeptBot(folder.path, settings);
    expect((await bot.say("/db up redis --memory 64m --name approval-asked", ann)).tone).toBe("ok");
    expect((await bot.say("/longshore can-i db down approval-asked", ann)).title).toBe("Yes, once somebody approves");
    const asked = await bot.say("/db down approval-asked --yes", ann);
    id = /\((\w+)\)/.exec(asked.title)?.[1] ?? "";
    expect(bot.told).toMatchObject([
      {
        channel: "slack:T1/C9",
        title: "ANN asks to run /db down approval-asked --yes",
        actions: [`/longshore approve ${id}`, `/longshore deny ${id}`],
      },
    ]);
    expect((await bot.say(`/longshore approve ${id}`, ann)).title).toBe("Whoever asks cannot approve.");
    expect((await bot.say(`/longshore approve ${id}`, eve)).problem?.code).toBe("not-allowed");
    expect(await docker("ps", "--format", "{{.Names}}")).toContain("approval-asked");
  }
  await using bot = await openKeptBot(folder.path, settings);
  expect((await bot.say(`/longshore approve ${id}`, bob)).title).toBe("approval-asked is gone");
  expect((await bot.say(`/longshore approve ${id}`, bob)).title).toBe("It was approved already, by slack:T1/BOB.");
  await eventually(() =>
    expect(bot.told.map(({ title }) => title)).toContain("BOB approved /db down approval-asked --yes"),
  );
  expect(bot.assembly.ledger.list({})).toEqual([]);
});

test("a request lapses, and what was denied is not run", async () => {
  await using bot = await openKeptBot(folder.path, settings);
  await bot.say("/db up redis --memory 64m --name approval-kept", ann);
  const ask = async () => /\((\w+)\)/.exec((await bot.say("/db down approval-kept --yes", ann)).title)?.[1] ?? "";
  const denied = await ask();
  expect((await bot.say(`/longshore deny ${denied}`, bob)).title).toBe("Denied: /db down approval-kept --yes");
  expect((await bot.say(`/longshore approve ${denied}`, bob)).title).toContain("It was denied already");
  const late = await ask();
  bot.forward(2 * 3_600_000);
  expect((await bot.say(`/longshore approve ${late}`, bob)).title).toBe("It lapsed: nobody decided in time.");
  expect(bot.assembly.ledger.list({}).map(({ name }) => name)).toEqual(["approval-kept"]);
});
