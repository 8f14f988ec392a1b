import { join } from "node:path";
import { rename, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

// What happens to an engine that the tests may break.

let engine: OwnEngine;
let folder: Awaited<ReturnType<typeof scratch>>;
let env: Record<string, string>;
let bot: KeptBot;
beforeAll(async () => {
  // Another name for the same runtime stands for gVisor or Kata.
  engine = await startOwnEngine({
    images: ["longshore/redis:7.0"],
    settings: { runtimes: { other: { path: "runc" } } },
  });
  folder = await scratch();
  const LONGSHORE_YAML = join(folder.path, "longshore.yaml");
  await writeFile(LONGSHORE_YAML, "hosts: { own: { runtime: other } }\n");
  env = { HOSTS: engine.host, LONGSHORE_YAML };
  bot = await openKeptBot(folder.path, env, { secondPassMs: 500 });
});
afterAll(async () => {
  await bot?.[Symbol.asyncDispose]();
  await engine?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const titles = () => bot.told.map(({ title }) => title);
/** Names of what is on the engine and in the ledger, by the Docker CLI and by the ledger's own words. */
async function state() {
  const [containers, volumes] = await Promise.all([
    engine.docker("ps", "--all", "--format", "{{.Names}}"),
    engine.docker("volume", "ls", "--filter", "name=longshore-", "--format", "{{.Name}}"),
  ]);
  const leases = bot.assembly.ledger.list({});
  return {
    containers: words(containers),
    volumes: words(volumes).length,
    leases: leases.map(({ name, state }) => `${name} ${state}`).sort(),
  };
}
const words = (text: string) =>
  text
    .split("\n")
    .filter((word) => word !== "")
    .sort();

test("all that is made on a host runs in the runtime that the settings name for it", async () => {
  expect((await bot.say("/db up redis --memory 64m --name in-runtime")).tone).toBe("ok");
  const run = await bot.say("/docker run -d --name run-runtime longshore/redis:7.0 sleep 300");
  expect([run.tone, run.problem]).toEqual(["ok", undefined]);
  for (const name of ["in-runtime", "run-runtime"]) {
    expect(await engine.docker("inspect", "--format", "{{.HostConfig.Runtime}}", name)).toBe("other");
  }
  await bot.say("/db down in-runtime --yes");
  await bot.say("/docker rm --force run-runtime --yes");
  expect((await state()).containers).toEqual([]);
});

test("a runtime that the engine does not know is named", async () => {
  const LONGSHORE_YAML = join(folder.path, "other.yaml");
  await writeFile(LONGSHORE_YAML, "hosts: { own: { runtime: runsc } }\n");
  const other = await scratch();
  {
    await using second = await openKeptBot(other.path, { ...env, LONGSHORE_YAML });
    const reply = await second.say("/db up redis --memory 64m --name no-runtime");
    expect(reply.problem?.message).toContain("runsc");
    expect(second.assembly.ledger.list({})).toEqual([]);
  }
  await other[Symbol.asyncDispose]();
});

describe("an engine that is killed and started again", () => {
  test.each(["up", "down"])(
    "in the middle of `/db %s`: it ends in time with a reason, and nothing is left behind",
    async (verb) => {
      const name = `during-${verb}`;
      if (verb === "down") expect((await bot.say(`/db up redis --memory 64m --name ${name}`)).tone).toBe("ok");
      const begun = performance.now();
      const reply = bot.say(verb === "up" ? `/db up redis --memory 64m --name ${name}` : `/db down ${name} --yes`);
      // As soon as it is at work on it.
      await eventually(async () => {
        const there = (await state()).containers.includes(name);
        expect(verb === "up" ? there : bot.assembly.ledger.list({ name })[0]?.state !== "ready").toBe(true);
      });
      await engine.end("SIGKILL");
      const { tone, problem } = await reply;
      expect(performance.now() - begun).toBeLessThan(70_000);
      if (tone !== "ok") expect(["host-unreachable", "container-exited", "host-too-slow"]).toContain(problem?.code);
      await engine.start();
      // What the bot knows and what is there agree again, without anybody doing anything.
      await eventually(async () => {
        const { containers, volumes, leases } = await state();
        expect(leases).toEqual(containers.map((there) => `${there} ready`));
        expect(volumes).toBe(2 * containers.length);
      }, 60_000);
      if (bot.assembly.ledger.list({ name }).length > 0) await bot.say(`/db down ${name} --yes`);
      expect((await bot.say("/db up redis --memory 64m --name after")).tone).toBe("ok");
      await bot.say("/db down after --yes");
      expect(await state()).toEqual({ containers: [], volumes: 0, leases: [] });
    },
  );

  test("what crashed meanwhile is told once it is back, and what the bot was asked to stop is not", async () => {
    const uri = secretOf(await bot.say("/db up redis --memory 64m --name crashes"));
    await bot.say("/db up redis --memory 64m --name stopped");
    await bot.say("/db stop stopped");
    await clients["redis"]?.write(uri, "kept");
    // The bot has to have seen it run.
    await bot.say("/db status crashes");
    const pid = await engine.docker("inspect", "--format", "{{.State.Pid}}", "crashes");
    await engine.end("SIGKILL");
    process.kill(Number(pid), "SIGKILL");
    await engine.start();
    await eventually(() => expect(bot.out.join("\n")).toMatch(/crashes (?:crashed|was restarted)/), 60_000);
    expect(bot.out.join("\n")).not.toMatch(/stopped (?:crashed|was restarted)/);
    await eventually(async () => expect((await bot.say("/db status crashes")).title).toBe("crashes is well"));
    for (const name of ["crashes", "stopped"]) await bot.say(`/db down ${name} --yes`);
  });
});

describe("an engine that stops at its return what outlived it", () => {
  const box = "--memory 16m longshore/redis:7.0 sh -c 'trap exit TERM; sleep 300 & wait'";
  beforeAll(async () => {
    for (const name of ["ran-on", "was-stopped", "stopped-outside"]) {
      expect((await bot.say(`/db up redis --memory 64m --name ${name}`)).tone).toBe("ok");
    }
    await bot.say(`/docker run -d --restart unless-stopped --name box-on ${box}`);
    await bot.say(`/docker run -d --name box-without ${box}`);
    await bot.say("/db stop was-stopped");
    await engine.docker("stop", "stopped-outside");
    // The bot has to have seen what runs.
    await bot.say("/db list");
    await engine.end("SIGKILL");
    await engine.start();
  });
  afterAll(async () => {
    for (const name of ["ran-on", "was-stopped", "stopped-outside"]) await bot.say(`/db down ${name} --yes`);
    for (const name of ["box-on", "box-without"]) await bot.say(`/docker rm --force ${name} --yes`);
  });
  const status = (name: string) => engine.docker("inspect", "--format", "{{.State.Status}}", name);

  test("has what ran brought back by the bot, and its channel is told", async () => {
    await eventually(() => expect(bot.out.join("\n")).toContain("ran-on is back"), 60_000);
    expect((await bot.say("/db status ran-on")).title).toBe("ran-on is well");
    await eventually(() => expect(bot.out.join("\n")).toContain("box-on is back"), 60_000);
    expect(await status("box-on")).toBe("running");
  });

  test("keeps what was stopped by somebody stopped", async () => {
    expect([await status("was-stopped"), await status("stopped-outside")]).toEqual(["exited", "exited"]);
    expect(bot.out.join("\n")).not.toMatch(/(?:was-stopped|stopped-outside) (?:is back|crashed|was)/);
  });

  test("has a container without a restart policy stay as it is, which is told with a button", async () => {
    await eventually(() => expect(bot.out.join("\n")).toContain("box-without was stopped"), 60_000);
    expect(bot.out.join("\n")).toContain("/docker start box-without --host own");
    expect(await status("box-without")).toBe("exited");
  });
});

test("an engine that is restarted in good order: nothing is told, all runs again, and the next crash is heard", async () => {
  await bot.say("/db up redis --memory 64m --name orderly");
  await bot.say("/db status orderly");
  await engine.end("SIGTERM");
  await engine.start();
  await eventually(async () => expect((await bot.say("/db status orderly")).title).toBe("orderly is well"), 60_000);
  expect(titles().filter((title) => title.startsWith("orderly crashed"))).toEqual([]);
  const pid = await engine.docker("inspect", "--format", "{{.State.Pid}}", "orderly");
  process.kill(Number(pid), "SIGKILL");
  await eventually(() => expect(bot.out.join("\n")).toContain("orderly crashed: exit code 137"), 60_000);
  await bot.say("/db down orderly --yes");
});

test("a socket that is gone is told as Docker that does not run, and when it is back work goes on by itself", async () => {
  await bot.say("/db up redis --memory 64m --name socketed");
  await rename(engine.socket, `${engine.socket}-away`);
  await using other = await scratch();
  await using second = await openKeptBot(other.path, env, { secondPassMs: 500 });
  try {
    for (const line of [
      "/db up redis --memory 64m --name never",
      "/docker ps",
      "/docker images",
      "/docker pull redis",
    ]) {
      const begun = performance.now();
      const { problem } = await second.say(line);
      expect([line, problem?.code]).toEqual([line, "host-unreachable"]);
      expect(problem?.message).toContain("Docker is not running on own: nothing answers at");
      expect(performance.now() - begun).toBeLessThan(10_000);
    }
  } finally {
    await rename(`${engine.socket}-away`, engine.socket);
  }
  expect((await second.say("/db up redis --memory 64m --name again")).tone).toBe("ok");
  expect((await bot.say("/db status socketed")).title).toBe("socketed is well");
  await second.say("/db down again --yes");
  await bot.say("/db down socketed --yes");
});

describe("an engine that is frozen", () => {
  test("for a while in the middle of `/db up`: work goes on where it stood", async () => {
    const reply = bot.say("/db up redis --memory 64m --name thawed");
    await eventually(() => expect(bot.assembly.ledger.list({ name: "thawed" })).toHaveLength(1));
    engine.signal("SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    engine.signal("SIGCONT");
    expect((await reply).tone).toBe("ok");
    await bot.say("/db down thawed --yes");
    expect(await state()).toEqual({ containers: [], volumes: 0, leases: [] });
  });

  test("for longer than anybody waits: every line ends with the host's name, and what there is stays usable", async () => {
    const uri = secretOf(await bot.say("/db up redis --memory 64m --name frozen"));
    engine.signal("SIGSTOP");
    try {
      const begun = performance.now();
      const [listed, ...others] = await Promise.all([
        bot.say("/db list"),
        bot.say("/db status frozen"),
        bot.say("/db logs frozen"),
        bot.say("/db up redis --memory 64m --name never"),
      ]);
      expect(performance.now() - begun).toBeLessThan(45_000);
      expect(JSON.stringify(listed)).toContain("unreachable");
      expect(listed?.blocks).toContainEqual({ kind: "text", text: "own did not answer: /host status own" });
      for (const { problem } of others) {
        expect(problem?.code).toBe("host-too-slow");
        expect(problem?.message).toContain("own");
      }
      await clients["redis"]?.write(uri, "kept");
    } finally {
      engine.signal("SIGCONT");
    }
    await eventually(async () => expect((await bot.say("/db status frozen")).title).toBe("frozen is well"));
    await bot.say("/db down frozen --yes");
    await eventually(async () => expect(await state()).toEqual({ containers: [], volumes: 0, leases: [] }));
    expect(titles().filter((title) => title.includes("frozen"))).toEqual([]);
  });
});
