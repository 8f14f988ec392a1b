import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { loadDatabases } from "#databases/load.ts";
import { targetOf } from "#leases/target.ts";
import { startBot } from "#test/chaos/process.ts";
import { portWindow, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, sampleDatabases } from "#test/support/docker.ts";
import { openSession } from "./sessions.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

let folder: Awaited<ReturnType<typeof scratch>>;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await scratch();
  env = { HOSTS: `local=docker?ports=${portWindow()}`, DATA_DIR: folder.path };
});
afterAll(() => folder[Symbol.asyncDispose]());

const databases = await loadDatabases();
const run = randomBytes(3).toString("hex");
const memory: Readonly<Record<string, string>> = { mysql: "600m", mariadb: "256m", postgres: "128m" };
const passwordOf = (uri: string) => new URL(uri).password;
const refused = (kind: string, uri: string) =>
  expect(clients[kind]?.read(uri)).rejects.toThrow(/denied|password authentication failed|WRONGPASS/);

describe.each(await sampleDatabases())("%s", (kind) => {
  const name = `rotate-${kind}-${run}`;
  let uri: string;

  test("gets a new password while it runs: the old one and whoever used it are out, also after a restart", async () => {
    await using bot = await openKeptBot(folder.path, env);
    const old = secretOf(await bot.say(`/db up ${kind} --memory ${memory[kind] ?? "64m"} --name ${name}`));
    await clients[kind]?.write(old, "kept");
    await using session = await openSession(kind, old);

    const reply = await bot.say(`/db rotate ${name}`);
    expect(reply.title).toBe(`${name} has a new password, and refuses the old one`);
    uri = secretOf(reply);
    expect(passwordOf(uri)).not.toBe(passwordOf(old));
    expect(await clients[kind]?.read(uri)).toBe("kept");
    await refused(kind, old);
    await session.ended;

    expect((await bot.say(`/db restart ${name}`)).tone).toBe("ok");
    expect(await clients[kind]?.read(uri)).toBe("kept");
    await refused(kind, old);
    expect(secretOf(await bot.say(`/db url ${name}`))).toBe(uri);
    const files = await docker("exec", name, "sh", "-c", "cat /run/secrets/*");
    for (const known of [old, uri]) expect(files).not.toContain(passwordOf(known));
  });

  test.each(["before", "after"])(
    "a bot that died %s the server had changed it: the next start finishes it",
    async (when) => {
      const next = new Secret(randomBytes(14).toString("hex"));
      {
        await using bot = await openKeptBot(folder.path, env);
        const lease = leaseOf(bot, name);
        bot.assembly.ledger.work.claim(lease.id, "having its password changed");
        bot.assembly.ledger.update(lease.id, { login: { ...lease.login, next } });
        const { rotation } = databases.find(kind).database;
        if (when === "after") {
          // Their files come first, as they do in a change that is not cut off.
          const files = rotation.files({ ...lease.login, password: next }, lease.version);
          const owned = files.map((file) => ({ ...file, mode: 0o400, uid: 999, gid: 999 }));
          const host = bot.assembly.hosts.find(lease.host);
          if (files.length > 0) await host.containers.putFiles(name, "/run/secrets", owned, AbortSignal.timeout(9_000));
          await rotation.change(targetOf(lease), next, AbortSignal.timeout(9_000));
        }
        expect((await bot.say(`/db url ${name}`)).title).toBe(`The password of ${name} is being changed.`);
      }
      await using bot = await openKeptBot(folder.path, env);
      await eventually(() => expect(bot.told.map(({ title }) => title)).toEqual([`${name} has its new password`]));
      const fresh = secretOf(await bot.say(`/db url ${name}`));
      expect(passwordOf(fresh)).toBe(next.reveal());
      expect(await clients[kind]?.read(fresh)).toBe("kept");
      await refused(kind, uri);
      uri = fresh;
    },
  );

  test("stopped in the middle: a start takes whichever works, and `/db rotate` goes on with the same new one", async () => {
    const next = new Secret(randomBytes(14).toString("hex"));
    // Without looks of its own, which would finish it first.
    await using bot = await openKeptBot(folder.path, env, { secondPassMs: 300_000 });
    await bot.say(`/db stop ${name}`);
    const lease = leaseOf(bot, name);
    bot.assembly.ledger.update(lease.id, { login: { ...lease.login, next } });
    expect((await bot.say(`/db start ${name}`)).tone).toBe("ok");
    const fresh = secretOf(await bot.say(`/db rotate ${name}`));
    expect(passwordOf(fresh)).toBe(next.reveal());
    expect(await clients[kind]?.read(fresh)).toBe("kept");
    await refused(kind, uri);
    await bot.say(`/db stop ${name}`);
    expect((await bot.say(`/db rotate ${name}`)).problem?.code).toBe("not-ready");
    expect((await bot.say(`/db down ${name} --yes`)).tone).toBe("ok");
  });
});

test("killed at any moment of it, one password works after the next start, and it is the one we know", async () => {
  const name = `rotate-killed-${run}`;
  let old: string;
  {
    await using bot = await openKeptBot(folder.path, env);
    old = secretOf(await bot.say(`/db up postgres --memory 128m --name ${name}`));
    await clients["postgres"]?.write(old, "kept");
  }
  for (const ms of [10, 40, 80, 120, 180, 250]) {
    const dying = startBot({ ...env, secondPassMs: "1000" });
    await dying.until(({ ready }) => ready !== undefined);
    dying.type(`/db rotate ${name}`);
    await new Promise((resolve) => setTimeout(resolve, ms));
    await dying.kill("SIGKILL");
    await using bot = await openKeptBot(folder.path, env);
    await eventually(() => expect(leaseOf(bot, name).rotating).toBe(false));
    const now = secretOf(await bot.say(`/db url ${name}`));
    expect(await clients["postgres"]?.read(now)).toBe("kept");
    if (now !== old) await refused("postgres", old);
    old = now;
  }
});

test("an admin changes somebody else's, and does not see it", async () => {
  await using bot = await openKeptBot(folder.path, { ...env, OPERATORS: "slack:T1/ANN" });
  const ann = { platform: "slack", team: "T1", user: "ANN", channel: "C1", groups: [], displayName: "ann" };
  const name = `rotate-other-${run}`;
  const old = secretOf(await bot.say(`/db up redis --memory 64m --name ${name}`, ann));
  const reply = await bot.say(`/db rotate ${name}`);
  expect(reply.blocks?.map(({ kind }) => kind)).toEqual(["text", "text"]);
  const fresh = secretOf(await bot.say(`/db url ${name}`, ann));
  expect(fresh).not.toBe(old);
  expect(await clients["redis"]?.read(fresh)).toBe("null");
});

function leaseOf(bot: KeptBot, name: string) {
  const [lease] = bot.assembly.ledger.list({ name });
  if (!lease) throw new Error(`no lease ${name}`);
  return lease;
}
