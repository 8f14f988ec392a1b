import { afterAll, beforeAll, expect, test } from "vitest";
import { secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, labelled } from "#test/support/docker.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  folder = await scratch();
  bot = await openKeptBot(folder.path);
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
const titles = () => bot.told.map(({ title }) => title);
const status = (name: string) => docker("inspect", "--format", "{{.State.Status}}", name);

test("a lease is warned of twice, stopped, revived by a start, and removed when its grace is over", async () => {
  const name = `expiry-${bot.assembly.ledger.instance}`;
  const up = await bot.say(`/db up redis --memory 64m --ttl 2h --name ${name}`);
  expect(up.tone).toBe("ok");
  const uri = secretOf(up);
  await clients["redis"]?.write(uri, "kept");

  bot.forward(95 * MINUTE);
  await eventually(() => expect(titles()).toEqual([expect.stringMatching(`${name} ends in 25 min`)]));
  expect(bot.told[0]).toMatchObject({
    channel: "terminal:test/terminal",
    mention: "terminal:test/1000",
    actions: [`/db extend ${name} 4h`, `/db stop ${name}`],
  });
  bot.forward(21 * MINUTE);
  await eventually(() => expect(titles()[1]).toMatch(`${name} ends in 4 min`));
  bot.forward(5 * MINUTE);
  await eventually(() => expect(titles()[2]).toBe(`${name} has ended and is stopped`));
  expect(await status(name)).toBe("exited");

  bot.forward(HOUR);
  expect((await bot.say(`/db start ${name}`)).tone).toBe("ok");
  expect(await clients["redis"]?.read(uri)).toBe("kept");
  bot.forward(3 * HOUR);
  await eventually(() => expect(titles().filter((title) => title.includes("has ended"))).toHaveLength(2));
  bot.forward(25 * HOUR);
  await eventually(() => expect(titles().at(-1)).toBe(`${name} is removed`));
  expect(await labelled(bot.label)).toEqual([]);
  expect(bot.assembly.ledger.list({})).toEqual([]);
  expect(bot.assembly.ledger.audit.read({ user: "longshore", limit: 9 }).map(({ began }) => began.line)).toEqual([
    `/db stop ${name}`,
    `/db stop ${name}`,
    `/db down ${name} --yes`,
  ]);
});

test("one without use ends, one that is used does not", async () => {
  const name = `idle-${bot.assembly.ledger.instance}`;
  const uri = secretOf(await bot.say(`/db up redis --memory 64m --idle 30m --name ${name}`));
  const { createClient } = await import("@redis/client");
  const session = createClient({ url: uri });
  await session.connect();
  bot.forward(29 * MINUTE);
  const used = () => bot.assembly.ledger.list({ name })[0]?.usedAt?.getTime() ?? 0;
  const before = used();
  await eventually(() => expect(used()).toBeGreaterThan(before));
  bot.forward(20 * MINUTE);
  expect(await status(name)).toBe("running");
  session.destroy();
  await eventually(async () => {
    bot.forward(5 * MINUTE);
    expect(bot.assembly.ledger.list({ name })[0]?.endedAt).toBeDefined();
  });
  expect(await status(name)).toBe("exited");
  await bot.say(`/db down ${name} --yes`);
});

test("extending, keeping and giving change what is due, and whose it is", async () => {
  const name = `time-${bot.assembly.ledger.instance}`;
  await bot.say(`/db up redis --memory 64m --ttl 1h --name ${name}`);
  const ends = () => bot.assembly.ledger.list({ name })[0]?.expiresAt?.getTime();
  const before = ends() ?? 0;
  expect((await bot.say(`/db extend ${name} 4h`)).tone).toBe("ok");
  expect(ends()).toBe(before + 4 * HOUR);
  expect((await bot.say(`/db keep ${name}`)).title).toBe(`${name} is kept until somebody removes it`);
  expect(ends()).toBeUndefined();
  expect((await bot.say(`/db give ${name} slack:T1/U2`)).tone).toBe("ok");
  expect(bot.assembly.ledger.list({ owner: "slack:T1/U2" }).map((lease) => lease.name)).toEqual([name]);
  await bot.say(`/db down ${name} --yes`);
});

test("a clock that is set, back or forth, ends nothing without a warning first", async () => {
  await using own = await scratch();
  await using set = await openKeptBot(own.path, {}, { tickMs: 50, settleMs: 3_000 });
  const name = `clock-${set.assembly.ledger.instance}`;
  await set.say(`/db up redis --memory 64m --ttl 2h --name ${name}`);
  set.forward(-5 * HOUR);
  await eventually(() => expect(set.out.join("\n")).toContain("The clock moved by -18000 s"));
  set.forward(10 * HOUR);
  await eventually(() => expect(set.out.join("\n")).toContain("The clock moved by 36000 s"));
  await eventually(() => expect(set.told.map(({ title }) => title).at(-1)).toBe(`${name} has ended and is stopped`));
  expect(set.told.map(({ title }) => title)).toEqual([
    expect.stringMatching(`${name} ends in`),
    `${name} has ended and is stopped`,
  ]);
  await set.say(`/db down ${name} --yes`);
});
