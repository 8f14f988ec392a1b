import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestBot } from "#test/support/bot.ts";
import { blockOf, fieldsOf, openTestBot, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { docker, labelled, runnableDatabases } from "#test/support/docker.ts";

describe.each(await runnableDatabases())("a %s from up to down", (kind) => {
  let bot: TestBot;
  let name: string;
  let uri: string;

  beforeAll(async () => {
    bot = await openTestBot();
    name = `test-${kind}-${bot.ledger.instance}`;
  });
  afterAll(() => bot[Symbol.asyncDispose]());

  const client = () => {
    const found = clients[kind];
    if (!found) throw new Error(`no client for ${kind}`);
    return found;
  };

  test("comes up with a connection string that works, for the caller alone", async () => {
    const reply = await bot.say(`/db up ${kind} --name ${name}`);
    expect(reply).toMatchObject({ tone: "ok", audience: "caller" });
    uri = secretOf(reply);
    await client().write(uri, "kept");
    expect(await client().read(uri)).toBe("kept");
  });

  test("is given back, not made again, when asked for by the same name", async () => {
    const reply = await bot.say(`/db up ${kind} --name ${name}`);
    expect(reply.title).toContain("you had it already");
    expect(secretOf(reply)).toBe(uri);
    expect(await labelled(bot.label)).toHaveLength(3);
  });

  test("shows how it is doing", async () => {
    const reply = await bot.say(`/db status ${name}`);
    expect(reply).toMatchObject({ tone: "ok", title: `${name} is well` });
    expect(fieldsOf(reply)).toMatchObject({ Health: "answers queries", Restarts: "0" });
    expect(blockOf(await bot.say("/db list"), "table").rows).toEqual([
      expect.arrayContaining([name, "local", "running", "ann"]),
    ]);
  });

  test("keeps data, address and login over a stop and a start, and a restart", async () => {
    expect((await bot.say(`/db stop ${name}`)).title).toBe(`${name} is exited`);
    await expect(client().read(uri)).rejects.toThrow();
    expect((await bot.say(`/db start ${name}`)).title).toBe(`${name} is running and answers`);
    expect(await client().read(uri)).toBe("kept");
    expect((await bot.say(`/db restart ${name}`)).title).toBe(`${name} is running and answers`);
    expect(await client().read(uri)).toBe("kept");
  });

  test("never had its password where others can read it", async () => {
    const password = decodeURIComponent(new URL(uri).password);
    expect(password).toMatch(/^[A-Za-z0-9]{24,}$/);
    const volumes = (await labelled(bot.label)).filter((one) => one !== name);
    const seen = await Promise.all([
      docker("inspect", name),
      docker("volume", "inspect", ...volumes),
      docker("logs", name),
      docker("exec", name, "cat", "/proc/1/cmdline"),
    ]);
    expect(seen.join("\n")).not.toContain(password);
    expect(bot.logged.join("\n")).not.toContain(password);
  });

  test("runs hardened", async () => {
    const [state] = JSON.parse(await docker("inspect", name));
    expect(state.Config.User).toMatch(/^\d+:\d+$/);
    expect(state.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      Privileged: false,
      SecurityOpt: ["no-new-privileges"],
      PidsLimit: 512,
      RestartPolicy: { Name: "unless-stopped" },
      // At the start they are kept over a second, from the answer on over a tenth of one.
      CpuPeriod: 100_000,
      CpuQuota: 100_000,
    });
    expect(state.HostConfig.CapAdd ?? []).toEqual([]);
    expect(state.HostConfig.Memory).toBeGreaterThan(0);
    expect(state.HostConfig.MemorySwap).toBe(state.HostConfig.Memory);
    const status = await docker("exec", name, "cat", "/proc/1/status");
    expect(status).toMatch(/CapEff:\s+0+\n/);
    expect(status).toMatch(/NoNewPrivs:\s+1\n/);
    for (const bindings of Object.values<{ HostIp: string }[] | null>(state.NetworkSettings.Ports)) {
      for (const { HostIp } of bindings ?? []) expect(HostIp).toBe("127.0.0.1");
    }
  });

  test("shows its log", async () => {
    const log = blockOf(await bot.say(`/db logs ${name} --tail 5`), "log");
    expect(log.text.split("\n").length).toBeLessThanOrEqual(5);
  });

  test("asks before it goes, and is gone with its volumes", async () => {
    const question = await bot.say(`/db down ${name}`);
    expect(question).toMatchObject({ tone: "warning", confirm: { command: `/db down ${name} --yes` } });
    expect(await labelled(bot.label)).toHaveLength(3);

    expect(await bot.say(`/db down ${name} --yes`)).toMatchObject({ tone: "ok", title: `${name} is gone` });
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.ledger.list({})).toEqual([]);
  });
});
