import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import { secretOf } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
beforeAll(async () => {
  folder = await scratch();
  bot = await openKeptBot(folder.path);
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test("a password is in no reply, message, log line, audit entry or file, whatever is done with its database", async () => {
  const stranger: Caller = { platform: "slack", team: "T1", user: "U0", channel: "C1", groups: [], displayName: "x" };
  const name = `canary-${bot.assembly.ledger.instance}`;
  const uri = secretOf(await bot.say(`/db up postgres --name ${name}`));
  const password = passwordOf(uri);
  expect(password.length).toBeGreaterThan(20);

  // The server's own log is made to say it, and so is everything that people type.
  await docker("exec", name, "sh", "-c", `echo "leak ${password}" > /proc/1/fd/1`);
  for (const line of [
    `/db list`,
    `/db status ${name}`,
    `/db logs ${name} --grep leak`,
    `/db url ${name} --format jdbc`,
    `/db url ${name} --format nonsense`,
    `/db logs ${name} --grep ${password}`,
    `/db nonsense ${password}`,
    `/db extend ${name} ${uri}`,
    `/longshore can-i db logs ${name} --grep ${password}`,
    `/longshore audit --limit 100`,
    `/db restart ${name}`,
  ]) {
    // Replies to the one who typed it may repeat what they typed; what others could read may not.
    const before = bot.out.length;
    await bot.say(line);
    if (line.includes(password)) bot.out.splice(before);
    await bot.say(line, stranger).then(() => line.includes(password) && bot.out.splice(-1));
  }
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", name);
  process.kill(Number(pid), "SIGKILL");
  await eventually(() => expect(bot.out.join("\n")).toContain(`${name} crashed`));

  // A change of it makes one more that nobody may read, and the old one is nobody's to read still.
  await bot.say(`/db start ${name}`);
  const fresh = passwordOf(secretOf(await bot.say(`/db rotate ${name}`)));
  await bot.say(`/db share ${name} slack:T1/U0`);
  await bot.say(`/db status ${name}`);
  expect(await docker("inspect", name)).not.toMatch(new RegExp(`${password}|${fresh}`));

  expect(bot.out.join("\n")).not.toMatch(new RegExp(`${password}|${fresh}`));
  const files = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map((file) => file.name)).toContain("audit.jsonl");
  for (const file of files) {
    const text = await readFile(join(file.parentPath, file.name), "latin1");
    expect([file.name, text.includes(password), text.includes(fresh)]).toEqual([file.name, false, false]);
  }
  const lines = bot.assembly.ledger.audit.read({ limit: 100 }).map(({ began }) => began.line);
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.join("\n")).not.toContain(password);
  for (const { name: left } of bot.assembly.ledger.list({})) await bot.say(`/db down ${left} --yes`);
});

function passwordOf(uri: string): string {
  return decodeURIComponent(new URL(uri).password);
}
