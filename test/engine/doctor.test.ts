import { expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { loadDatabases } from "#databases/load.ts";
import { examineHost } from "#src/doctor/hosts.ts";
import { blockOf, portWindow } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { freePort } from "#test/support/sshd.ts";
import { openWsl } from "#test/support/wsl.ts";
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
    expect.stringMatching(/^well: Engine \S+, API 1\.\d+, asked over unix, answers in \d+ ms\.$/),
    "well: No database runs there, so no address was tried.",
  ]);

  await bot.say("/db up redis --memory 64m --name doctor-shop");
  const reply = await bot.say("/longshore doctor");
  expect(reply.tone).toBe("error");
  expect(found(reply, "host local")[1]).toMatch(
    /^well: doctor-shop answers a query at 127\.0\.0\.1:\d+, from the bot's machine\.$/,
  );
  expect(found(reply, "host dead")).toEqual([expect.stringMatching(/^wrong: .*no-such/)]);
  expect(found(reply, "ledger")[0]).toMatch(/^well: The audit is whole: \d+ entries\.$/);

  const { hosts, ledger } = bot.assembly;
  const port = await freePort();
  const elsewhere = { instance: ledger.instance, list: () => ledger.list({}).map((lease) => ({ ...lease, port })) };
  const parts = { ledger: elsewhere, databases: await loadDatabases() };
  const [, silent] = await examineHost(hosts.find("local"), parts, AbortSignal.timeout(10_000));
  expect(silent).toMatchObject({
    tone: "error",
    says: `doctor-shop runs, but nothing takes a TCP connection at 127.0.0.1:${port}.`,
    todo: expect.stringContaining("Set advertise of local in HOSTS"),
  });
});

test("/longshore doctor tells a connection that is taken from a database that answers", async () => {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path);
  await bot.say("/db up redis --memory 64m --name doctor-frozen");
  // Docker's proxy goes on taking connections.
  await docker("kill", "--signal", "STOP", "doctor-frozen");
  const [asked] = found(await bot.say("/longshore doctor"), "host local");
  await docker("kill", "--signal", "CONT", "doctor-frozen");
  expect(asked).toMatch(/^wrong: doctor-frozen takes a TCP connection at 127\.0\.0\.1:\d+, .*, but answers no query: /);
  await bot.say("/db down doctor-frozen --yes");
});

test("/longshore doctor tells of an advertise that does not answer, with a database and without", async () => {
  await using folder = await scratch();
  const ports = portWindow();
  {
    await using before = await openKeptBot(folder.path, { HOSTS: `local=docker?ports=${ports}` });
    await before.say("/db up redis --memory 64m --name doctor-moved");
  }
  {
    // Nothing is bound to that one.
    await using moved = await openKeptBot(folder.path, { HOSTS: `local=docker?advertise=127.0.0.9&ports=${ports}` });
    expect(found(await moved.say("/longshore doctor"), "host local")).toEqual([
      expect.stringMatching(
        /^wrong: New ones are given 127\.0\.0\.9, where nothing answers at port \d+, although doctor-moved/,
      ),
      expect.stringMatching(/^well: Engine/),
      expect.stringMatching(/^well: doctor-moved answers a query at 127\.0\.0\.1/),
    ]);
    await moved.say("/db down doctor-moved --yes");
  }
  await using nowhere = await openKeptBot(folder.path, { HOSTS: "local=docker?advertise=no-such-host.invalid" });
  const [first] = found(await nowhere.say("/longshore doctor"), "host local");
  expect(first).toMatch(
    /^(?:wrong|look): Clients are given no-such-host\.invalid, (?:and no such name|which does not answer)/,
  );
});

test("/longshore doctor asks a WSL host over wsl.exe, and says why it does not answer", async () => {
  await using wsl = await openWsl();
  await using folder = await scratch();
  const bot = await openKeptBot(folder.path, {
    PATH: wsl.environment.variables["PATH"] ?? "",
    WSL_SHIM: wsl.environment.home,
    HOSTS: "win=wsl://Ubuntu,gone=wsl://Ubunut",
  });
  await using _ = bot;
  const reply = await bot.say("/longshore doctor");
  expect(found(reply, "host win")[0]).toMatch(/^well: Engine \S+, API 1\.\d+, asked over wsl, answers in \d+ ms\.$/);
  expect(found(reply, "host gone")).toEqual(['wrong: WSL has no distribution Ubunut. Did you mean "Ubuntu"?']);
});

test("nobody but an admin may ask", async () => {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path, { OPERATORS: "slack:T1/U1" });
  const caller = { platform: "slack", team: "T1", user: "U1", channel: "C1", groups: [], displayName: "bob" };
  expect((await bot.say("/longshore doctor", caller)).problem?.code).toBe("not-allowed");
});
