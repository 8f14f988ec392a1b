// What these tests run is our shim of wsl.exe, which executes the real Docker CLI; no Windows is involved.
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import type { Reply } from "#core/reply.ts";
import { portWindow } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openWsl } from "#test/support/wsl.ts";
import type { FakeWsl } from "#test/support/wsl.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const person = (user: string, channel: string): Caller => ({
  platform: "slack",
  team: "T1",
  user,
  channel,
  groups: [],
  displayName: user,
});
const [ann, bob] = [person("ann", "C1"), person("bob", "C2")];
const texts = ({ blocks = [] }: Reply) => blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));
const isRunning = async (name: string) => (await docker("inspect", name, "--format", "{{.State.Running}}")) === "true";

let wsl: FakeWsl;
let folder: Awaited<ReturnType<typeof scratch>>;
let env: Record<string, string>;
let bot: KeptBot;
beforeAll(async () => {
  wsl = await openWsl({ distributions: ["Ubuntu", "Debian"], running: ["Ubuntu", "Debian"] });
  folder = await scratch();
  env = {
    PATH: wsl.environment.variables["PATH"] ?? "",
    WSL_SHIM: wsl.environment.home,
    HOSTS: `win=wsl://Ubuntu?ports=${portWindow()},deb=wsl://Debian?ports=${portWindow()}`,
    OPERATORS: "slack:T1/*",
  };
  bot = await openKeptBot(folder.path, env);
  await bot.say("/db up redis --memory 64m --name power-shop --host win", ann);
  await bot.say("/db up redis --memory 64m --name power-idle --host win", ann);
  await bot.say("/db stop power-idle", ann);
  await bot.say("/db up redis --memory 64m --name power-deb --host deb", bob);
  await bot.say("/docker run --host win --name power-box --memory 64m -d longshore/redis:7.0", bob);
});
afterAll(async () => {
  for (const { name, host, kind } of bot.assembly.ledger.list({})) {
    await bot.say(
      kind ? `/docker rm ${name} --host ${host} --force --volumes --yes` : `/db down ${name} --host ${host} --yes`,
    );
  }
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  await wsl[Symbol.asyncDispose]();
});

/** What was told since the last look: channel, title. */
function news(): string[][] {
  const told = bot.told.map(({ channel, title, mention }) => [channel, title, mention ?? ""]);
  return told.slice(seen, (seen = told.length));
}
let seen = 0;

describe("/host stop", () => {
  test("asks first, and lists what would stop and whose it is", async () => {
    const { confirm } = await bot.say("/host stop win");
    expect(confirm?.question).toBe(
      "Stop the WSL distribution Ubuntu? These would stop: power-shop (ann), power-idle (ann), power-box (bob). Their channels are told.",
    );
  });

  test("tells the channels of what runs, stops it in good order, and says what that was", async () => {
    news();
    const reply = await bot.say("/host stop win --yes");
    expect(reply.title).toBe("win is stopped");
    expect(texts(reply)).toEqual(["Stopped with it: power-shop (ann), power-box (bob)."]);
    expect(news()).toEqual([
      ["slack:T1/C1", "power-shop stops now, with win", "slack:T1/ann"],
      ["slack:T1/C2", "power-box stops now, with win", "slack:T1/bob"],
    ]);
    expect([await isRunning("power-shop"), await isRunning("power-box"), await isRunning("power-deb")]).toEqual([
      false,
      false,
      true,
    ]);
    expect((await wsl.state()).running).toEqual(["Debian"]);
  });
});

describe("/host start", () => {
  test("brings back what was stopped, also with another bot process, and nothing else", async () => {
    await bot[Symbol.asyncDispose]();
    seen = 0;
    bot = await openKeptBot(folder.path, env);
    news();
    const reply = await bot.say("/host start win");
    expect(texts(reply)).toEqual(["Brought back: power-shop (ann), power-box (bob)."]);
    expect(news()).toEqual([
      ["slack:T1/C1", "power-shop is back", "slack:T1/ann"],
      ["slack:T1/C2", "power-box is back", "slack:T1/bob"],
    ]);
    expect([await isRunning("power-shop"), await isRunning("power-box"), await isRunning("power-idle")]).toEqual([
      true,
      true,
      false,
    ]);
    expect((await bot.say("/db status power-shop", ann)).title).toBe("power-shop is well");
    expect(texts(await bot.say("/host start win"))).toEqual([]);
  });
});

describe("/host update", () => {
  test("stops and brings back what runs in every distribution", async () => {
    await wsl.set({ version: "2.0.9.0", update: "2.6.1.0" });
    expect((await bot.say("/host update win")).confirm?.question).toContain("power-deb (bob)");
    news();
    const reply = await bot.say("/host update win --yes");
    expect(reply.title).toBe("win is at 2.6.1.0");
    expect(texts(reply)).toEqual(["Brought back: power-shop (ann), power-box (bob), power-deb (bob)."]);
    expect(news()).toEqual([
      ["slack:T1/C1", "power-shop stops now, with win", "slack:T1/ann"],
      ["slack:T1/C2", "power-box, power-deb stop now, with win", "slack:T1/bob"],
      ["slack:T1/C1", "power-shop is back", "slack:T1/ann"],
      ["slack:T1/C2", "power-box is back", "slack:T1/bob"],
      ["slack:T1/C2", "power-deb is back", "slack:T1/bob"],
    ]);
    expect(await Promise.all(["power-shop", "power-box", "power-deb"].map(isRunning))).toEqual([true, true, true]);
  });

  test("that fails brings everything back and says why it failed", async () => {
    await wsl.set({ update: "denied" });
    news();
    const reply = await bot.say("/host update win --yes");
    expect(reply.problem?.code).toBe("host-unreachable");
    expect(await Promise.all(["power-shop", "power-deb"].map(isRunning))).toEqual([true, true]);
    expect(news().map(([, title]) => title)).toEqual(
      expect.arrayContaining(["power-shop is back", "power-deb is back"]),
    );
  });
});

test("what does not come back is told, holds up nothing, and is tried again the next time", async () => {
  await bot.say("/host stop win --yes");
  const [shop] = bot.assembly.ledger.list({ name: "power-shop" });
  const squatter = createServer().listen(shop?.port, "127.0.0.1");
  await once(squatter, "listening");
  news();
  const reply = await bot.say("/host start win");
  squatter.close();
  expect(reply.tone).toBe("warning");
  expect(texts(reply)).toEqual([
    "Brought back: power-box (bob).",
    expect.stringMatching(/^power-shop did not come back: .*Try \/db start power-shop --host win$/),
  ]);
  expect(news()).toContainEqual(["slack:T1/C1", "power-shop did not come back", "slack:T1/ann"]);
  expect(texts(await bot.say("/host start win"))).toEqual(["Brought back: power-shop (ann)."]);
});

test("a machine that cannot be stopped keeps what runs on it", async () => {
  await using alone = await openWsl();
  await using data = await scratch();
  const HOSTS = `win=wsl?ports=${portWindow()}`;
  const variables = { PATH: alone.environment.variables["PATH"] ?? "", WSL_SHIM: alone.environment.home };
  await using other = await openKeptBot(data.path, { ...variables, HOSTS });
  await other.say("/db up redis --memory 64m --name power-default");
  const { problem } = await other.say("/host stop win --yes");
  expect(problem?.message).toBe("Only a distribution that the settings name can be stopped.");
  expect(await isRunning("power-default")).toBe(true);
  await other.say("/db down power-default --yes");
});
