import { createServer } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { isAll } from "#test/support/extent.ts";
import { openLyingEngine, says } from "#test/support/lying-engine.ts";
import { Person } from "#test/support/loopback-discord/person.ts";
import { freePort, runProgram } from "#test/support/loopback-discord/program.ts";
import type { RunningProgram } from "#test/support/loopback-discord/program.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { textOf, TOKEN } from "#test/support/loopback-discord/state.ts";
import type { Thing } from "#test/support/loopback-discord/state.ts";

const CONNECTED = "connected to discord";

/** An engine that takes connections and never says a word, and the folder it is in. */
let folder: string;
const silent = createServer(() => undefined);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "longshore-silent-"));
  await new Promise<void>((resolve) => silent.listen(join(folder, "docker.sock"), resolve));
});
afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true });
});
const hosts = () => ({ HOSTS: `local=unix://${join(folder, "docker.sock")}` });

describe("23. a start that Discord refuses ends with what to mend, and is not repeated", () => {
  test.each<[string, (discord: LoopbackDiscord) => Readonly<Record<string, string>> | void, string, number]>([
    [
      "a token the API refuses (401)",
      () => ({ DISCORD_TOKEN: TOKEN.replace("canary", "wrong") }),
      "does not accept DISCORD_TOKEN",
      0,
    ],
    ["a token the gateway refuses (4004)", ({ gateway }) => void (gateway.refuse = 4004), "4004", 1],
    ["intents that are not known (4013)", ({ gateway }) => void (gateway.refuse = 4013), "4013", 1],
    ["intents that are not allowed (4014)", ({ gateway }) => void (gateway.refuse = 4014), "4014", 1],
    ["no starts left today", (discord) => void (discord.sessionsLeft = 0), "no more starts", 0],
  ])("%s", async (_, prepare, words, greetings) => {
    const discord = await startDiscord();
    const settings = prepare(discord) ?? {};
    await using program = await runProgram({ discord, settings: { ...hosts(), ...settings } });
    expect((await program.ended).code).toBe(2);
    expect(program.log()).toContain(words);
    expect(program.log()).not.toContain(TOKEN);
    expect(program.log()).not.toMatch(/^\s+at /m);
    expect(discord.gateway.identified).toHaveLength(greetings);
    await discord.close();
  });

  test.runIf(isAll)("a gateway that cannot be reached: tried at growing intervals, given up after 30 s", async () => {
    const discord = await startDiscord();
    discord.gateway.refusesConnections = true;
    await using program = await runProgram({ discord, settings: hosts() });
    const { code, afterMs } = await program.ended;
    expect(code).toBe(2);
    expect(program.log()).toContain("Discord did not answer in 30 s");
    expect(afterMs).toBeGreaterThan(29_000);
    // Every half second would be sixty times.
    expect(discord.gateway.refused.length).toBeGreaterThan(2);
    expect(discord.gateway.refused.length).toBeLessThan(10);
    expect(discord.gateway.identified).toEqual([]);
    await discord.close();
  });

  test("revoked while it runs (4004): told, and ended with code 1", async () => {
    const discord = await startDiscord();
    await using program = await runProgram({ discord, settings: hosts() });
    await program.says(CONNECTED);
    discord.gateway.close(4004);
    expect((await program.ended).code).toBe(1);
    expect(program.log()).toContain("does not accept DISCORD_TOKEN (4004)");
    expect(discord.gateway.identified).toHaveLength(1);
    await discord.close();
  });
});

test("24. SIGTERM during an operation: its answer is given, the gateway closed, and a new start works", async () => {
  const discord = await startDiscord();
  await using engine = await openLyingEngine();
  const held = Promise.withResolvers<void>();
  engine.lie = (request, response) => {
    const isList = request.url?.includes("/containers/json") === true;
    void (isList ? held.promise : Promise.resolve()).then(() => says(200, isList ? [] : {})(request, response));
  };
  const dataDirectory = await mkdtemp(join(tmpdir(), "longshore-discord-"));
  const settings = { HOSTS: `local=${engine.url}` };
  {
    await using program = await runProgram({ discord, settings, dataDirectory });
    await program.says(CONNECTED);
    const asked = new Person(discord).command("docker ps");
    await vi.waitFor(() => expect(asked.ackedAt).toBeDefined());
    discord.gateway.neverCloses();
    const began = Date.now();
    program.process.kill("SIGTERM");
    setTimeout(held.resolve, 500);
    expect((await program.ended).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(asked.original?.thinking, program.log()).toBe(false);
    expect(asked.original && textOf(asked.original)).toMatch(/no containers/i);
  }
  {
    await using program = await runProgram({ discord, settings, dataDirectory });
    await program.says(CONNECTED);
    const asked = new Person(discord).command("docker ps");
    await vi.waitFor(() => expect(asked.original && textOf(asked.original)).toMatch(/no containers/i), {
      timeout: 10_000,
    });
  }
  await rm(dataDirectory, { recursive: true });
  await discord.close();
});

describe("while Docker never answers", () => {
  let discord: LoopbackDiscord;
  let program: RunningProgram;
  let health: string;
  beforeAll(async () => {
    discord = await startDiscord();
    const port = await freePort();
    health = `http://127.0.0.1:${port}/health`;
    program = await runProgram({ discord, settings: { ...hosts(), HEALTH_PORT: String(port) } });
    await program.says(CONNECTED);
  });
  afterAll(async () => {
    await program[Symbol.asyncDispose]();
    await discord.close();
  });

  test.each([
    ["db up", "kind", ""],
    ["db up", "host", "l"],
    ["db stop", "name", ""],
    ["docker logs", "container", ""],
    ["longshore help", "topic", "d"],
  ])("14. /%s completes %s within a second, from memory or not at all", async (command, option, typed) => {
    const asked = new Person(discord).search(command, { [option]: typed }, option);
    await vi.waitFor(() => expect(asked.callback).toBeDefined(), { interval: 5 });
    expect((asked.ackedAt ?? Infinity) - asked.sentAt).toBeLessThan(1_000);
    expect(asked.callback?.["type"]).toBe(8);
    const { choices } = (asked.callback?.["data"] ?? { choices: [] }) as { choices: readonly Thing[] };
    expect(choices.length).toBeLessThanOrEqual(25);
    if (option === "kind" || option === "host") expect(choices.length).toBeGreaterThan(0);
  });

  test("22. the health endpoint says 503 within 5 s of a lost connection, and 200 once it is back", async () => {
    const status = async () => (await fetch(health)).status;
    expect(await status()).toBe(200);
    discord.gateway.refusesConnections = true;
    discord.gateway.close(1006);
    await expect.poll(status, { timeout: 5_000 }).toBe(503);
    expect(await (await fetch(health)).json()).toMatchObject({ discord: { state: "down" } });
    discord.gateway.refusesConnections = false;
    await expect.poll(status, { timeout: 20_000 }).toBe(200);
  });

  test("24. SIGTERM: what never ends is cancelled and its caller told, and the process is gone within 8 s", async () => {
    const asked = new Person(discord).command("docker ps");
    await vi.waitFor(() => expect(asked.ackedAt).toBeDefined());
    discord.gateway.neverCloses();
    const began = Date.now();
    program.process.kill("SIGTERM");
    await program.ended;
    expect(Date.now() - began).toBeLessThan(8_000);
    expect(asked.original?.thinking, program.log()).toBe(false);
    expect(asked.original && textOf(asked.original)).not.toBe("");
  });
});
