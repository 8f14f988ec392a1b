import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import { blockOf, secretOf } from "#test/support/bot.ts";
import { openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

const person = (user: string): Caller => {
  return { platform: "slack", team: "T1", user, channel: "C1", groups: [], displayName: user };
};
const [ann, bob, eve, root] = [person("ANN"), person("BOB"), person("EVE"), person("ROOT")];
let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  folder = await scratch();
  const OPERATORS = `${callerId(ann)} ${callerId(eve)}`;
  bot = await openKeptBot(folder.path, { OPERATORS, VIEWERS: callerId(bob), ADMINS: callerId(root) });
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test("whom its owner shares a database with sees its connection string, and may do nothing else to it", async () => {
  const name = `share-${randomBytes(3).toString("hex")}`;
  const uri = secretOf(await bot.say(`/db up redis --memory 64m --name ${name}`, ann));
  expect((await bot.say(`/db url ${name}`, bob)).problem?.code).toBe("not-found");

  const shared = await bot.say(`/db share ${name} @BOB`, ann);
  expect(shared).toMatchObject({ tone: "ok", title: `${name} is shared with slack:T1/BOB`, audience: "channel" });
  expect(JSON.stringify(shared)).not.toContain("redis://");
  expect(bot.sent.map(({ person: to, reply }) => [to, secretOf(reply)])).toEqual([["slack:T1/BOB", uri]]);
  expect(JSON.stringify(shared)).toContain("in a direct message");
  expect(secretOf(await bot.say(`/db url ${name}`, bob))).toBe(uri);
  expect(blockOf(await bot.say(`/db status ${name}`, bob), "fields").fields["Shared with"]).toBe("BOB");
  expect(blockOf(await bot.say("/db list", bob), "table").rows.map(([shown]) => shown)).toEqual([name]);
  for (const line of [`/db down ${name} --yes`, `/db rotate ${name}`, `/db share ${name} @EVE`, `/db stop ${name}`]) {
    expect((await bot.say(line, bob)).problem?.code).toBe("not-allowed");
  }

  // An operator and an admin get it no more than before; an admin cannot share it with themselves either.
  for (const other of [eve, root]) {
    expect((await bot.say(`/db url ${name}`, other)).problem?.code).toBe("not-found");
    expect((await bot.say(`/db share ${name} ${callerId(other)}`, other)).problem?.code).toBe("not-found");
  }
  await bot.say(`/db share ${name} @EVE`, ann);
  expect((await bot.say(`/db down ${name} --yes`, eve)).problem?.code).toBe("not-found");

  const fresh = secretOf(await bot.say(`/db rotate ${name}`, ann));
  expect(secretOf(await bot.say(`/db url ${name}`, bob))).toBe(fresh);
  expect((await bot.say(`/db unshare ${name} @BOB`, ann)).actions).toContainEqual(
    expect.objectContaining({ command: `/db rotate ${name}` }),
  );
  expect((await bot.say(`/db url ${name}`, bob)).problem?.code).toBe("not-found");
  expect((await bot.say(`/db unshare ${name} @BOB`, ann)).problem?.code).toBe("bad-input");

  await bot.say(`/db give ${name} @BOB`, ann);
  expect((await bot.say(`/db url ${name}`, eve)).problem?.code).toBe("not-found");
  const lines = bot.assembly.ledger.audit.read({ command: "db share", limit: 9 }).map(({ began }) => began.line);
  expect(lines[0]).toBe(`/db share ${name} @BOB`);
  await bot.say(`/db down ${name} --yes`, root);
});
