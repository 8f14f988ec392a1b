import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { portWindow } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { labelled, removeLabelled } from "#test/support/docker.ts";
import { Person } from "#test/support/loopback-discord/person.ts";
import { freePort } from "#test/support/loopback-discord/program.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { ANN, BOB, GUILD, textOf, TOKEN } from "#test/support/loopback-discord/state.ts";
import { Person as SlackPerson } from "#test/support/loopback-slack/person.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";
import { APP_TOKEN, BOT_TOKEN, TEAM } from "#test/support/loopback-slack/web-api.ts";

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
const name = `discord-${Math.random().toString(36).slice(2, 10)}`;
let slack: LoopbackSlack;
let discord: LoopbackDiscord;
let dataDirectory: string;
let program: ChildProcess;
let log = "";
let healthPort: number;

beforeAll(async () => {
  [slack, discord] = await Promise.all([startSlack(), startDiscord()]);
  healthPort = await freePort();
  dataDirectory = await mkdtemp(join(tmpdir(), "longshore-discord-"));
  program = spawn(process.execPath, [main], {
    cwd: dataDirectory,
    env: {
      ...process.env,
      DATA_DIR: dataDirectory,
      HEALTH_PORT: String(healthPort),
      HOSTS: `local=docker?ports=${portWindow()}`,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: TOKEN,
      DISCORD_GUILD_IDS: GUILD,
      DISCORD_API_URL: discord.apiUrl,
      OPERATORS: `discord:${GUILD}/${ANN}`,
      ADMINS: `slack:${TEAM}/U0ANN`,
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  program.stderr?.on("data", (chunk) => (log += chunk));
  await vi.waitFor(() => expect(log).toContain("connected to slack and discord"), { timeout: 30_000, interval: 20 });
});
afterAll(async () => {
  program.kill("SIGKILL");
  await Promise.all([slack.close(), discord.close()]);
  await removeLabelled(`longshore.name=${name}`);
  await rm(dataDirectory, { recursive: true, force: true });
});

const shown = (part: string) =>
  vi.waitFor(
    () => {
      const all = discord.workspace.visible();
      const found = all.findLast((message) => textOf(message).includes(part));
      expect(found, `${all.map(textOf).join(" | ")} ${log}`).toBeDefined();
      return found ?? all[0];
    },
    { timeout: 30_000, interval: 50 },
  );

test("/db up in Discord hands its caller, and nobody else, a connection string that works", async () => {
  new Person(discord).command("db up", { kind: "redis", name });
  const message = await shown("redis://");
  expect(message?.user).toBe(ANN);
  const uri = /redis:\/\/[^\s"`]+/.exec(message ? textOf(message) : "")?.[0] ?? "";
  await clients["redis"]?.write(uri, "from Discord");
  expect(await clients["redis"]?.read(uri)).toBe("from Discord");
  expect(log).not.toContain(new URL(uri).password);
});

test("a stranger is told their id and the line an admin adds, and nothing is done", async () => {
  new Person(discord, { user: BOB, name: "bob" }).command("db list");
  expect((await shown(`VIEWERS=discord:${GUILD}/${BOB}`))?.user).toBe(BOB);
});

test("what was made in Discord is there in Slack: one ledger", async () => {
  await new SlackPerson(slack).slash("/db list --all");
  await vi.waitFor(() => expect(JSON.stringify(slack.workspace.visible())).toContain(name), { timeout: 10_000 });
});

test("22. one health endpoint tells of both chats", async () => {
  const answer = await fetch(`http://127.0.0.1:${healthPort}/health`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ slack: { state: "connected" }, discord: { state: "connected" } });
});

test("/db down asks, and leaves nothing behind after a yes", async () => {
  const ann = new Person(discord);
  ann.command("db down", { name });
  const question = await shown("all data in it");
  if (question) ann.press(question, "Yes, do it");
  await shown(`${name} is gone`);
  expect(await labelled(`longshore.name=${name}`)).toEqual([]);
});

test("24. SIGTERM ends both chats in good order within 8 s, although Discord never closes", async () => {
  discord.gateway.neverCloses();
  const began = Date.now();
  const ended = new Promise((resolve) => program.once("exit", resolve));
  program.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(8_000);
  expect(discord.workspace.violations).toEqual([]);
});
