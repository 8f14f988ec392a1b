import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portWindow } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { labelled, removeLabelled } from "#test/support/docker.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let dataDirectory: string;
let name: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "longshore-e2e-"));
  name = `e2e-${Math.random().toString(36).slice(2, 10)}`;
});
afterAll(async () => {
  await removeLabelled(`longshore.name=${name}`);
  await rm(dataDirectory, { recursive: true, force: true });
});

interface Ended {
  /** As a shell shows it: 130 for an end by SIGINT. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start` as somebody types it; `signalOn` sends SIGINT when that text appears on standard error. */
function npmStart(words: readonly string[], input = "", signalOn?: string): Promise<Ended> {
  const environment = { ...process.env, DATA_DIR: dataDirectory, HOSTS: `local=docker?ports=${portWindow()}` };
  // `npm start` gives the whole foreground group the signal that a terminal would give it.
  const child = spawn("npm", ["start", ...words], { cwd: root, env: environment, detached: true });
  let stdout = "";
  let stderr = "";
  let signalled = false;
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
    if (signalOn !== undefined && !signalled && stderr.includes(signalOn) && child.pid !== undefined) {
      signalled = true;
      process.kill(-child.pid, "SIGINT");
    }
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: signal === "SIGINT" ? 130 : code, stdout, stderr }));
  });
}

test("the README's first command hands out a database", async () => {
  const { code, stdout, stderr } = await npmStart(["--", `/db up postgres --name ${name}`]);
  expect(stderr).not.toContain("Error");
  expect(code).toBe(0);
  expect(stdout).toContain(`${name} is ready`);
  const uri = /postgresql:\/\/\S+/.exec(stdout)?.[0] ?? "";
  await clients["postgres"]?.write(uri, "by hand");
  expect(await clients["postgres"]?.read(uri)).toBe("by hand");
  expect(stdout).not.toContain("\u001B");
});

test("with --json standard output is one object a line, and nothing else", async () => {
  const { code, stdout } = await npmStart(["--silent", "--", "--json"], `/db list\n/db url ${name} --format uri\n`);
  expect(code).toBe(0);
  const [list, url, ...more] = stdout.trimEnd().split("\n");
  expect(more).toEqual([]);
  expect(JSON.parse(list ?? "")).toMatchObject({ command: "/db list", ok: true, tone: "ok", title: "1 database" });
  const { blocks } = JSON.parse(url ?? "") as { blocks: { kind: string; label: string; value: string }[] };
  expect(blocks).toEqual([{ kind: "secret", label: "uri", value: expect.stringMatching(/^postgresql:/) }]);
  expect(await clients["postgres"]?.read(blocks[0]?.value ?? "")).toBe("by hand");
});

test("a command that fails makes the end 1, and the ones after it still run", async () => {
  const { code, stdout } = await npmStart(["--silent", "--", "--json"], "/db lst\n/longshore whoami\n");
  expect(code).toBe(1);
  const [wrong, right] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(wrong).toMatchObject({ ok: false, tone: "error", problem: { code: "unknown-command" } });
  expect(wrong.problem.message + wrong.problem.hint).toContain("/db list");
  expect(right).toMatchObject({ ok: true });
});

test("Ctrl-C in the middle of a start leaves nothing behind", async () => {
  const cancelled = `${name}-cancelled`;
  const { code } = await npmStart(["--", `/db up postgres --name ${cancelled}`], "", "Waiting for PostgreSQL");
  expect(code).toBe(130);
  expect(await labelled(`longshore.name=${cancelled}`)).toEqual([]);
});

test("down removes it for good", async () => {
  const { code, stdout } = await npmStart(["--silent", "--", `/db down ${name} --yes`]);
  expect(stdout).toContain(`${name} is gone`);
  expect(code).toBe(0);
  expect(await labelled(`longshore.name=${name}`)).toEqual([]);
});
