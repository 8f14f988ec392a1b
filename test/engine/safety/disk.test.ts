import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeLabelled } from "#test/support/docker.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";

const run = promisify(execFile);

/** A DATA_DIR that is a file system of its own, small enough to be filled. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "longshore-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]);
});
afterAll(async () => {
  const instance = await readFile(join(folder, "instance"), "utf8").catch(() => "");
  if (instance !== "") await removeLabelled(`longshore.instance=${instance.trim()}`);
  await run("umount", [folder]);
  await rm(folder, { recursive: true });
});

async function fill(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, "ballast");
  const { bavail, bsize } = await statfs(directory);
  // One byte more than there is: what fits is written, and then the last of it in small pieces.
  for (const size of [bavail * bsize, 64 * 1024, 4096]) {
    for (let full = false; !full;) {
      full = await writeFile(path, Buffer.alloc(size), { flag: "a" }).then(
        () => false,
        () => true,
      );
    }
  }
  return () => rm(path);
}

test("with the bot's own disk full nothing is begun, everybody hears why, and nothing of the ledger is lost", async () => {
  {
    await using bot = await openKeptBot(folder);
    expect((await bot.say("/db up redis --memory 64m --name before-full")).tone).toBe("ok");
    const empty = await fill(folder);
    for (const line of ["/db up redis --memory 64m --name never", "/db list", "/db down before-full --yes"]) {
      const reply = await bot.say(line);
      expect([reply.tone, reply.problem?.code]).toEqual(["error", "host-full"]);
      expect(reply.title).toContain("disk is full");
    }
    await empty();
    expect((await bot.say("/db list")).title).toBe("1 database");
  }
  await using bot = await openKeptBot(folder);
  expect((await bot.say("/longshore audit --verify")).title).toMatch(/^The audit is whole/);
  expect((await bot.say("/db url before-full")).tone).toBe("ok");
  expect((await bot.say("/db down before-full --yes")).tone).toBe("ok");
  expect(bot.assembly.ledger.list({})).toEqual([]);
});

test("with the engine's disk full the reason is said, and what was begun is taken away", async () => {
  await using engine = await startOwnEngine({ images: ["longshore/redis:7.0"], megabytes: 400 });
  await using other = await scratch();
  await using bot = await openKeptBot(other.path, { HOSTS: engine.host });
  expect((await bot.say("/db up redis --memory 64m --name room")).tone).toBe("ok");
  const empty = await fill(engine.root);
  const reply = await bot.say("/db up redis --memory 64m --name no-room");
  expect([reply.tone, reply.problem?.code]).toEqual(["error", "host-full"]);
  await empty();
  await eventually(() => expect(bot.assembly.ledger.list({}).map(({ name }) => name)).toEqual(["room"]));
  expect(await engine.docker("ps", "--all", "--format", "{{.Names}}")).toBe("room");
  expect((await bot.say("/db status room")).title).toBe("room is well");
  expect((await bot.say("/db up redis --memory 64m --name now")).tone).toBe("ok");
  for (const name of ["room", "now"]) await bot.say(`/db down ${name} --yes`);
});
