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
import { Person } from "#test/support/loopback-slack/person.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";
import { APP_TOKEN, BOT_TOKEN, TEAM } from "#test/support/loopback-slack/web-api.ts";

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
const name = `slack-${Math.random().toString(36).slice(2, 10)}`;
let slack: LoopbackSlack;
let dataDirectory: string;
let program: ChildProcess;
let log = "";

beforeAll(async () => {
  slack = await startSlack();
  dataDirectory = await mkdtemp(join(tmpdir(), "longshore-slack-"));
  program = spawn(process.execPath, [main], {
    cwd: dataDirectory,
    env: {
      ...process.env,
      DATA_DIR: dataDirectory,
      HOSTS: `local=docker?ports=${portWindow()}`,
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_APP_TOKEN: APP_TOKEN,
      SLACK_API_URL: slack.apiUrl,
      OPERATORS: `slack:${TEAM}/U0ANN`,
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  program.stderr?.on("data", (chunk) => (log += chunk));
  await vi.waitFor(() => expect(log).toContain("connected to slack"), { timeout: 30_000, interval: 20 });
});
afterAll(async () => {
  program.kill("SIGKILL");
  await slack.close();
  await removeLabelled(`longshore.name=${name}`);
  await rm(dataDirectory, { recursive: true, force: true });
});

const seen = (part: string) =>
  vi.waitFor(
    () => {
      const all = JSON.stringify(slack.workspace.visible());
      expect(all).toContain(part);
      return all;
    },
    { timeout: 30_000, interval: 50 },
  );

test("/db up in Slack hands its caller, and nobody else, a connection string that works", async () => {
  const ann = new Person(slack);
  await ann.slash(`/db up redis --name ${name}`);
  const uri = /redis:\/\/[^\s"`\\]+/.exec(await seen("redis://"))?.[0] ?? "";
  await clients["redis"]?.write(uri, "from Slack");
  expect(await clients["redis"]?.read(uri)).toBe("from Slack");
  for (const message of slack.workspace.visible()) {
    if (JSON.stringify(message).includes("redis://")) expect(message).toMatchObject({ user: "U0ANN" });
  }
  expect(log).not.toContain(new URL(uri).password);
});

test("a stranger is told their id and the line an admin adds, and nothing is done", async () => {
  const bob = new Person(slack, { user: "U0BOB" });
  await bob.slash("/db list --all");
  expect(await seen("U0BOB")).toContain("VIEWERS=slack:");
});

test("/db down leaves nothing behind", async () => {
  const ann = new Person(slack);
  await ann.slash(`/db down ${name} --yes`);
  await seen(`${name} is gone`);
  expect(await labelled(`longshore.name=${name}`)).toEqual([]);
});

test("SIGTERM ends it in good order", async () => {
  const ended = new Promise((resolve) => program.once("exit", resolve));
  program.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(slack.workspace.violations).toEqual([]);
});
