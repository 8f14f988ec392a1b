import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import type { Reply } from "#core/reply.ts";
import { fieldsOf, portWindow } from "#test/support/bot.ts";
import { openLyingEngine } from "#test/support/lying-engine.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

// Two names for the one engine of this machine: what differs is what the settings give out of each.
const yaml = `
hosts:
  one: { databases: 1 }
  two: { memory: 256m }
channels:
  slack:T1/C2: { host: two }
rules:
  - { name: far is closed, effect: deny, host: two, channel: slack:T1/C3 }
  - { name: near asks, effect: approve, host: one, channel: slack:T1/C4 }
`;
const inChannel = (channel: string, user = "U1"): Caller => ({
  platform: "slack",
  team: "T1",
  user,
  channel,
  groups: [],
  displayName: user,
});

let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  folder = await scratch();
  const LONGSHORE_YAML = join(folder.path, "longshore.yaml");
  await writeFile(LONGSHORE_YAML, yaml);
  const HOSTS = `one=docker?ports=${portWindow()},two=docker?ports=${portWindow()}`;
  bot = await openKeptBot(folder.path, { HOSTS, LONGSHORE_YAML, OPERATORS: "slack:T1/*" });
});
afterAll(async () => {
  for (const { name, host } of bot.assembly.ledger.list({})) await bot.say(`/db down ${name} --host ${host} --yes`);
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const up = (words: string, caller = inChannel("C1")) => bot.say(`/db up redis --memory 64m ${words}`, caller);
const notes = ({ blocks = [] }: Reply) => blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));
const FULL = 'Host "one" has 1 database, and 1 is the most';

test("a database without --host is made on the first host that has room, and the reply says which and why", async () => {
  const first = await up("--name pick-first");
  expect(notes(first)).toEqual(["On one, the first host that has room."]);
  expect(fieldsOf(first)["Runs"]).toContain("on one");
  const second = await up("--name pick-second");
  expect(notes(second)).toEqual([`On two, the first host that has room: ${FULL}.`]);
  expect(fieldsOf(second)["Runs"]).toContain("on two");
});

test("nothing is said of a host that was named", async () => {
  expect(notes(await up("--name pick-named --host two"))).toEqual([]);
});

test("a name the caller has is given to them again where it is, whoever has room now", async () => {
  const again = await up("--name pick-second");
  expect(again.title).toBe("pick-second is ready: you had it already");
  expect(fieldsOf(again)["Runs"]).toContain("on two");
});

test("a channel's host comes first, for what is made there and what is looked at", async () => {
  expect(notes(await up("--name pick-usual", inChannel("C2")))).toEqual(["On two, this channel's host."]);
  expect((await bot.say("/host status", inChannel("C2"))).title).toBe("two is reachable");
  expect((await bot.say("/host status", inChannel("C1"))).title).toBe("one is reachable");
  await bot.say("/db down pick-usual --yes", inChannel("C2"));
});

test("a host that a rule closes is not chosen, and one that needs an approval last", async () => {
  const closed = await up("", inChannel("C3"));
  expect(closed.problem).toMatchObject({ code: "host-full", message: `No host can take this. ${FULL}.` });
  await bot.say("/db down pick-first --yes", inChannel("C1"));
  expect(notes(await up("--name pick-third", inChannel("C4")))).toEqual(["On two, the first host that has room."]);
  await bot.say("/db down pick-third --yes", inChannel("C4"));
  expect(notes(await up("--name pick-first", inChannel("C3")))).toEqual(["On one, the first host that has room."]);
});

test("an overview of all hosts leaves out the one that a rule closes", async () => {
  expect((await bot.say("/docker ps", inChannel("C1"))).title).toMatch(/ on one and two$/);
  expect((await bot.say("/docker ps", inChannel("C3"))).title).toMatch(/ on one$/);
});

test("when none has room, what is in the way on each is told", async () => {
  const { problem } = await bot.say("/db up redis --memory 1g", inChannel("C1"));
  expect(problem?.code).toBe("host-full");
  expect(problem?.message).toBe(
    `No host can take this. ${FULL}. Host "two" gives out 256 MiB, of which 128 MiB is left; this needs 1 GiB.`,
  );
});

test("a container of /docker run is placed in the same way", async () => {
  const reply = await bot.say("/docker run --name pick-box --memory 64m -d longshore/redis:7.0", inChannel("C1"));
  expect(reply.title).toBe("pick-box is running");
  expect(notes(reply)).toContain(`On two, the first host that has room: ${FULL}.`);
  expect((await bot.say("/docker rm pick-box --force --volumes --yes", inChannel("C1"))).tone).toBe("ok");
});

test("what is decided, approved and written down is about the host that was chosen", async () => {
  await bot.say("/db up redis --memory 64m --name pick-noted", inChannel("C1"));
  const [row] = bot.assembly.ledger.audit.read({ command: "db up", limit: 1 });
  expect(row?.began).toMatchObject({ host: "two", line: "/db up redis --name pick-noted --memory 64m --host two" });
  const { problem } = await bot.say("/longshore can-i /db up redis --memory 64m", inChannel("C3"));
  expect(problem?.code).toBe("host-full");
});

test("hosts that are dead or hang are passed over within seconds, and named", async () => {
  await using elsewhere = await scratch();
  await using frozen = await openLyingEngine();
  frozen.version = () => undefined;
  const HOSTS = `dead=unix:///run/no-such/docker.sock,frozen=${frozen.url},local=docker?ports=${portWindow()}`;
  await using other = await openKeptBot(elsewhere.path, { HOSTS });
  const begun = performance.now();
  const reply = await other.say("/db up redis --memory 64m --name pick-quick");
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(reply.title).toContain("pick-quick is ready");
  const [note = ""] = notes(reply);
  expect(note).toMatch(
    /^On local, the first host that has room: .*no-such.*; Host "frozen" does not answer within 1\.5 s\.$/,
  );
  await other.say("/db down pick-quick --yes");
});
