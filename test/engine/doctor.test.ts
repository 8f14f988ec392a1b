import { expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { examineHost } from "#src/doctor/hosts.ts";
import { blockOf, portWindow } from "#test/support/bot.ts";
import { freePort } from "#test/support/sshd.ts";
import { openKeptBot, scratch } from "./safety/support.ts";

/** What was found about one thing, each as mark and sentence. */
function found(reply: Reply, about: string): string[] {
  const { rows } = blockOf(reply, "table");
  return rows.filter((row) => row[1] === about).map(([mark, , says]) => `${mark}: ${says}`);
}

test("/longshore doctor says of each host whether its engine and a database there answer", async () => {
  await using folder = await scratch();
  const HOSTS = `local=docker?ports=${portWindow()},dead=unix:///run/no-such/docker.sock`;
  await using bot = await openKeptBot(folder.path, { HOSTS });
  expect(found(await bot.say("/longshore doctor"), "host local")).toEqual([
    expect.stringMatching(/^well: Engine \S+, API 1\.\d+, answers in \d+ ms\.$/),
    "well: No database runs there, so no address was tried.",
  ]);

  await bot.say("/db up redis --memory 64m --name shop");
  const reply = await bot.say("/longshore doctor");
  expect(reply.tone).toBe("error");
  expect(found(reply, "host local")[1]).toMatch(/^well: shop answers at 127\.0\.0\.1:\d+, from the bot's machine\.$/);
  expect(found(reply, "host dead")).toEqual([expect.stringMatching(/^wrong: .*no-such/)]);
  expect(found(reply, "ledger")[0]).toMatch(/^well: The audit is whole: \d+ entries\.$/);

  const { hosts, ledger } = bot.assembly;
  const port = await freePort();
  const elsewhere = { instance: ledger.instance, list: () => ledger.list({}).map((lease) => ({ ...lease, port })) };
  const [, silent] = await examineHost(hosts.find("local"), elsewhere, AbortSignal.timeout(10_000));
  expect(silent).toMatchObject({
    tone: "error",
    says: `shop runs, but nothing answers at 127.0.0.1:${port}.`,
    todo: expect.stringContaining("Set advertise of local in HOSTS"),
  });
});

test("nobody but an admin may ask", async () => {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path, { OPERATORS: "slack:T1/U1" });
  const caller = { platform: "slack", team: "T1", user: "U1", channel: "C1", groups: [], displayName: "bob" };
  expect((await bot.say("/longshore doctor", caller)).problem?.code).toBe("not-allowed");
});
