import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadDatabases } from "#databases/load.ts";
import { bakedReference } from "#leases/baked/shape.ts";
import { openLedger } from "#leases/ledger.ts";
import { reconcile } from "#leases/reconcile.ts";
import { createVault, readKey } from "#leases/vault.ts";
import { startBot } from "#test/chaos/process.ts";
import { disorder } from "#test/chaos/state.ts";
import { fieldsOf, portWindow, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, labelled, sampleDatabases } from "#test/support/docker.ts";
import { isAll } from "#test/support/extent.ts";
import { movingImage } from "#test/support/moving-image.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const runnable = (await sampleDatabases()).filter((name) => ["postgres", "mysql", "mariadb"].includes(name));
const SERVERS: Readonly<Record<string, string>> = { postgres: "postgres", mysql: "mysqld", mariadb: "mariadbd" };
const pace = { bakedLookMs: 100, bakedTidyMs: 500 };
let folder: Awaited<ReturnType<typeof scratch>>;
beforeEach(async () => void (folder = await scratch()));
afterEach(() => folder[Symbol.asyncDispose]());

const openBot = (settings: Readonly<Record<string, string>> = {}) =>
  openKeptBot(folder.path, { BAKED: "4g", ...settings }, pace);
const bakedOf = (bot: KeptBot) => bot.assembly.ledger.baked.list().filter(({ reference }) => reference !== "");
const isBaked = (bot: KeptBot, count = 1) => eventually(() => expect(bakedOf(bot)).toHaveLength(count), 120_000);
const took = (reply: Parameters<typeof fieldsOf>[0]) => fieldsOf(reply)["Took"];

test.each(runnable)(
  "the second %s comes from an image that the first one left, and keeps what is written",
  async (kind) => {
    await using bot = await openBot();
    const first = await bot.say(`/db up ${kind} --name first`);
    expect(took(first)).toContain("a first start");
    await isBaked(bot);

    const second = await bot.say(`/db up ${kind} --name second --user shop --database wares`);
    expect(took(second)).toMatch(/from a baked image: image \d+ ms, create \d+ ms, start \d+ ms, ready \d+ ms$/);
    const run = await docker("inspect", "--format", "{{.Path}}", "second");
    expect(run.trim(), "what the entrypoint looks for is there").toBe(SERVERS[kind]);
    const [baked] = bakedOf(bot);
    const lease = bot.assembly.ledger.list({}).find(({ name }) => name === "second");
    const { database } = (await loadDatabases()).find(kind);
    const old = { ...bot.assembly.ledger.get(lease?.id ?? ""), login: baked?.login } as Parameters<
      typeof database.probe
    >[0];
    await expect(database.probe(old, AbortSignal.timeout(5_000))).rejects.toThrow();
    expect(bot.out.join("\n")).not.toContain(baked?.login.password.reveal());
    expect(JSON.stringify(await docker("image", "inspect", baked?.reference ?? ""))).not.toContain(
      baked?.login.password.reveal(),
    );

    const uri = secretOf(second);
    expect(uri).toContain("shop:");
    await clients[kind]?.write(uri, "kept");
    for (const line of ["restart", "stop", "start"]) await bot.say(`/db ${line} second`);
    expect(await clients[kind]?.read(uri)).toBe("kept");
    await docker("kill", "second");
    await bot.say("/db start second");
    expect(await clients[kind]?.read(uri)).toBe("kept");
  },
);

test.runIf(runnable.includes("mysql"))("two from one image share neither their UUID nor their keys", async () => {
  await using bot = await openBot();
  await bot.say("/db up mysql --name first");
  await isBaked(bot);
  const [one, another] = await Promise.all(["one", "another"].map((name) => bot.say(`/db up mysql --name ${name}`)));
  for (const reply of [one, another]) expect(took(reply ?? { tone: "ok", title: "" })).toContain("from a baked image");
  for (const file of ["auto.cnf", "server-key.pem", "private_key.pem", "ca.pem"]) {
    const [mine, theirs] = await Promise.all(
      ["one", "another"].map((name) => docker("exec", name, "cat", `/longshore-data/${file}`)),
    );
    expect(mine).toMatch(file === "auto.cnf" ? /server-uuid=/ : /BEGIN/);
    expect(mine).not.toBe(theirs);
  }
});

describe.runIf(runnable.includes("mariadb"))("a baked MariaDB", () => {
  let bot: KeptBot;
  let shared: Awaited<ReturnType<typeof scratch>>;
  beforeAll(async () => {
    shared = await scratch();
    bot = await openKeptBot(shared.path, { BAKED: "4g" }, pace);
    await bot.say("/db up mariadb --name first");
    await isBaked(bot);
  });
  afterAll(async () => {
    await bot?.[Symbol.asyncDispose]();
    await shared?.[Symbol.asyncDispose]();
  });

  test("with --volume the data is in a volume, and the root file system is read-only", async () => {
    const reply = await bot.say("/db up mariadb --name kept --volume");
    expect(took(reply)).toContain("from a baked image");
    await clients["mariadb"]?.write(secretOf(reply), "in a volume");
    const format = "{{.HostConfig.ReadonlyRootfs}} {{range .Mounts}}{{.Type}}:{{.Destination}} {{end}}";
    expect((await docker("inspect", "--format", format, "kept")).trim().split(" ").toSorted()).toEqual(
      ["true", "volume:/longshore-data", "volume:/run/secrets"].toSorted(),
    );
    await docker("kill", "kept");
    await bot.say("/db start kept");
    expect(await clients["mariadb"]?.read(secretOf(reply))).toBe("in a volume");
    const id = bot.assembly.ledger.list({}).find(({ name }) => name === "kept")?.id;
    await bot.say("/db down kept --yes");
    expect(await labelled(`longshore.lease=${id}`)).toEqual([]);
  });

  test("that somebody runs by hand is theirs, and stays", async () => {
    const [baked] = bakedOf(bot);
    const theirs = await docker("run", "--detach", "--entrypoint", "sleep", baked?.reference ?? "", "600");
    try {
      const { hosts, ledger } = bot.assembly;
      const parts = { databases: await loadDatabases(), ledger, notifier: { tell: () => {}, send: async () => false } };
      expect(await reconcile(parts, hosts.find("local"), AbortSignal.timeout(20_000))).toEqual([]);
      expect(await docker("inspect", "--format", "{{.State.Status}}", theirs)).toBe("running");
    } finally {
      await docker("rm", "--force", "--volumes", theirs);
    }
  });

  test("is not for what shapes the data otherwise; it is for other memory and names", async () => {
    expect(took(await bot.say("/db up mariadb --name memory --memory 300m"))).toContain("from a baked image");
    expect(took(await bot.say("/db up mariadb --name charset --charset latin1"))).toContain("a first start");
    await isBaked(bot, 2);
    const again = await bot.say("/db up mariadb --name again --charset latin1");
    expect(took(again)).toContain("from a baked image");
    const shown = await docker(
      "exec",
      "again",
      "sh",
      "-c",
      String.raw`mariadb -uroot -p"$(cat /run/secrets/root-password)" -e "SHOW CREATE DATABASE again"`,
    );
    expect(shown).toContain("latin1");
  });
});

test.runIf(runnable.includes("mariadb"))(
  "they are listed, and pruned when somebody says so; then a first start bakes anew",
  async () => {
    await using bot = await openBot();
    expect(await bot.say("/host baked")).toMatchObject({ title: "No baked images on local" });
    await bot.say("/db up mariadb --name first");
    await isBaked(bot);
    const [before] = bakedOf(bot);
    const listed = await bot.say("/host baked");
    expect(listed.title).toMatch(/^1 baked image on local, \d+(\.\d+)? MiB$/);
    expect(JSON.stringify(listed.blocks)).toContain(before?.reference);
    const pruned = await bot.say("/docker prune --what baked --yes");
    expect(JSON.stringify(pruned.blocks)).toContain(before?.reference);
    expect(took(await bot.say("/db up mariadb --name second"))).toContain("a first start");
    await eventually(() => expect(bakedOf(bot).map(({ id }) => id)).not.toContain(before?.id));
    await isBaked(bot);
  },
);

test.runIf(isAll && runnable.includes("mariadb"))(
  "an image that moved makes its baked one old, and another is baked",
  async () => {
    const image = await movingImage("mariadb");
    await using bot = await openBot();
    await bot.say(`/db up ${image.tag} --name first`);
    await isBaked(bot);
    const [before] = bakedOf(bot);
    await image.move();
    await eventually(() => expect(bakedOf(bot).map(({ id }) => id)).not.toContain(before?.id));
    await isBaked(bot);
    expect(took(await bot.say(`/db up ${image.tag} --name second`))).toContain("from a baked image");
    await eventually(async () => expect(await docker("image", "ls", "--quiet", before?.reference ?? "")).toBe(""));
  },
);

test.runIf(isAll && runnable.includes("mariadb"))(
  "no more is kept than the settings give room for, and none when they are off",
  async () => {
    {
      await using bot = await openBot({ BAKED: "1m" });
      await bot.say("/db up mariadb --name first");
      await eventually(() => expect(bot.out.join("\n")).toContain("an image of mariadb"), 60_000);
      await isBaked(bot, 0);
      await eventually(async () =>
        expect(await docker("image", "ls", "--quiet", bakedReference(bot.assembly.ledger.instance, "*"))).toBe(""),
      );
    }
    await using bot = await openBot({ BAKED: "off" });
    await bot.say("/db up mariadb --name second");
    expect(took(await bot.say("/db up mariadb --name third"))).toContain("a first start");
    expect(bot.assembly.ledger.baked.list()).toEqual([]);
  },
);

test.runIf(isAll && runnable.includes("mariadb"))(
  "killed at any moment of baking: nothing is left, and nothing that was handed out is lost",
  async () => {
    const env = {
      DATA_DIR: folder.path,
      HOSTS: `local=docker?ports=${portWindow()}`,
      bakedLookMs: "20",
    };
    for (let kill = 0; kill < 6; kill++) {
      const bot = startBot(env);
      bot.type(`/db up mariadb --name made-${kill} --memory 200m --arg=--max-connections=${50 + kill}`);
      await bot.until(({ tone }) => tone === "ok", 60_000);
      await new Promise((resolve) => setTimeout(resolve, 700 * kill));
      await bot.kill("SIGKILL");
    }
    await using bot = await openBot();
    await eventually(async () => expect(await disorder(folder.path)).toEqual([]));
    expect(bot.assembly.ledger.list({}).map(({ name }) => name)).toEqual(
      [0, 1, 2, 3, 4, 5].map((kill) => `made-${kill}`),
    );
    using ledger = openLedger(
      join(folder.path, "longshore.sqlite"),
      createVault(readKey(undefined, join(folder.path, "key"))),
    );
    await eventually(async () => {
      const tags = await docker(
        "image",
        "ls",
        "--format",
        "{{.Repository}}:{{.Tag}}",
        "--filter",
        `label=${bot.label}`,
      );
      expect(
        tags
          .split("\n")
          .filter((tag) => tag !== "")
          .toSorted(),
      ).toEqual(
        ledger.baked
          .list()
          .map(({ reference }) => reference)
          .toSorted(),
      );
    });
  },
  120_000,
);
