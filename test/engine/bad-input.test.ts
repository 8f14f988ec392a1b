import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestBot } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { docker, imageOf, labelled } from "#test/support/docker.ts";
import { ann } from "#test/support/bot.ts";

let bot: TestBot;
let occupied: Server;
let occupiedPort: number;

beforeAll(async () => {
  occupied = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => occupied.once("listening", resolve));
  occupiedPort = (occupied.address() as AddressInfo).port;
  bot = await openTestBot({ HOSTS: `local=docker?ports=1024-65535` });
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  occupied.close();
});

describe("what is wrong is told with the next thing to type, and nothing is made", () => {
  test.each([
    ["an unknown command", "/db pu postgres", "unknown-command", "/db up"],
    ["an unknown database", "/db up postgers", "bad-input", "postgres"],
    ["an unknown flag", "/db up postgres --nmae shop", "bad-input", "--name"],
    ["a flag with one dash", "/db up postgres -name shop", "bad-input", "--name"],
    ["a missing value", "/db up postgres --name", "bad-input", "--name"],
    ["a name Docker refuses", "/db up postgres --name 가게", "bad-input", "letters"],
    ["a privileged port", "/db up postgres --port 80", "bad-input", "1024"],
    ["a port that is none", "/db up postgres --port 70000", "bad-input", "65535"],
    ["too little memory", "/db up postgres --memory 8m", "bad-input", "MiB"],
    ["more memory than the host has", "/db up postgres --memory 10000g", "host-full", "--memory"],
    ["a size that is none", "/db up postgres --memory lots", "bad-input", "512m"],
    ["an unknown charset", "/db up mysql --charset utf8mb5", "bad-input", "utf8mb4"],
    ["an authentication that MySQL 9 removed", "/db up mysql:9.7 --auth mysql_native_password", "bad-input", "removed"],
    ["quotes that do not close", '/db up postgres --name "shop', "bad-input", "quote"],
    ["control characters", "/db up postgres --name sh\u0007op", "bad-input", "control"],
    ["100 kB of text", `/db up postgres --name ${"x".repeat(100_000)}`, "bad-input", "long"],
    ["an unknown host", "/db up postgres --host moon", "not-found", "local"],
    ["an unknown lease", "/db stop nothing", "not-found", "nothing"],
  ])("%s", async (_what, line, code, mentioned) => {
    const reply = await bot.say(line);
    expect(reply).toMatchObject({ tone: "error", problem: { code } });
    expect(JSON.stringify(reply).toLowerCase()).toContain(mentioned.toLowerCase());
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.ledger.list({})).toEqual([]);
  });

  test("a port that something else holds", async () => {
    const reply = await bot.say(`/db up postgres --port ${occupiedPort}`);
    expect(reply).toMatchObject({ tone: "error", problem: { code: "port-taken" } });
    expect(reply.title + JSON.stringify(reply.problem)).toContain(String(occupiedPort));
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.ledger.list({})).toEqual([]);
  });

  test("a version that does not exist", async () => {
    const reply = await bot.say("/db up postgres:99");
    expect(reply.tone).toBe("error");
    expect(["no-such-image", "registry-unreachable"]).toContain(reply.problem?.code);
    expect(await labelled(bot.label)).toEqual([]);
  });

  test("an image of something else", async () => {
    const reply = await bot.say(`/db up postgres --image ${await imageOf("redis")}`);
    expect(reply).toMatchObject({ tone: "error", problem: { code: "not-a-database" } });
    expect(await labelled(bot.label)).toEqual([]);
  });

  test("a server flag that does not exist: the container's own words, and nothing left", async () => {
    const reply = await bot.say("/db up postgres --arg=-c --arg=no_such_setting=1");
    expect(reply).toMatchObject({ tone: "error", problem: { code: "container-exited" } });
    expect(JSON.stringify(reply.blocks)).toContain("no_such_setting");
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.ledger.list({})).toEqual([]);
  });

  test("a name that a container outside of Longshore has", async () => {
    const name = `foreign-${bot.ledger.instance}`;
    await docker("create", "--name", name, "longshore/redis:7.0");
    try {
      const reply = await bot.say(`/db up postgres --name ${name}`);
      expect(reply).toMatchObject({ tone: "error", problem: { code: "name-taken" } });
      expect(await docker("ps", "--all", "--filter", `name=^${name}$`, "--format", "{{.Names}}")).toBe(name);
      expect(await labelled(bot.label)).toEqual([]);
    } finally {
      await docker("rm", "--volumes", name);
    }
  });
});

test("what a chat did to the text is undone", async () => {
  const reply = await bot.say("/db up redis —name “mangled”\u00A0--memory 64m");
  expect(reply).toMatchObject({ tone: "ok" });
  expect(reply.title).toContain("mangled is ready");
  await bot.say("/db down mangled --yes");
});

test("somebody else's name is refused with another one to try, and so is somebody else's password", async () => {
  await bot.say("/db up redis --name taken");
  const bob = { ...ann, user: "1001", displayName: "bob" };
  const up = await bot.say("/db up redis --name taken", { caller: bob });
  expect(up).toMatchObject({
    tone: "error",
    problem: { code: "name-taken", hint: expect.stringContaining("taken-2") },
  });
  const url = await bot.say("/db url taken", { caller: bob });
  expect(url).toMatchObject({ tone: "error", problem: { code: "not-found" } });
  await bot.say("/db down taken --yes");
});

test("a cancel at any reply leaves nothing behind", async () => {
  for (const stop of [1, 2, 3]) {
    const cancel = new AbortController();
    let replies = 0;
    for await (const reply of bot.bot.handle({
      caller: ann,
      what: { line: "/db up redis --name cancelled" },
      deliveryId: crypto.randomUUID(),
      signal: cancel.signal,
    })) {
      replies++;
      if (replies === stop) cancel.abort();
      if (reply.tone === "ok") break;
    }
    if (bot.ledger.list({}).length > 0) await bot.say("/db down cancelled --yes");
    expect(await labelled(bot.label)).toEqual([]);
    expect(bot.ledger.list({})).toEqual([]);
  }
});
