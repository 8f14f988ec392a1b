// What these tests run is our shim of wsl.exe, which executes the real Docker CLI; no Windows is involved.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { openWsl, type FakeWsl } from "#test/support/wsl.ts";
import { openKeptBot, scratch } from "../safety/support.ts";

async function list({ environment }: FakeWsl, hosts: string): Promise<Reply> {
  await using folder = await scratch();
  const { variables } = environment;
  await using bot = await openKeptBot(folder.path, {
    PATH: variables["PATH"] ?? "",
    WSL_SHIM: environment.home,
    HOSTS: hosts,
  });
  // Awaited here, or the bot would have ended before it answers.
  return await bot.say("/host list");
}

function tables({ blocks = [] }: Reply) {
  return blocks.flatMap((block) => (block.kind === "table" ? [block.rows] : []));
}

test("/host list shows WSL's distributions and which of them run, once for all hosts there", async () => {
  await using wsl = await openWsl({ distributions: ["Ubuntu", "Debian", "docker-desktop"], utf8: false });
  const [hosts, there, ...rest] = tables(await list(wsl, "win=wsl://Ubuntu,root=wsl://Ubuntu?user=root"));
  expect(hosts?.map(([name, kind, state]) => [name, kind, state])).toEqual([
    ["win", "wsl", "reachable"],
    ["root", "wsl", "reachable"],
  ]);
  expect(there).toEqual([
    ["Ubuntu", "running"],
    ["Debian", "stopped"],
    ["docker-desktop", "stopped"],
  ]);
  expect(rest).toEqual([]);
});

test("/host list does not wait for a WSL that hangs", async () => {
  await using wsl = await openWsl();
  await writeFile(join(wsl.environment.home, "wsl.exe"), "#!/bin/sh\nexec sleep 60\n");
  const began = performance.now();
  const reply = await list(wsl, "local=docker,win=wsl://Ubuntu");
  expect(performance.now() - began).toBeLessThan(15_000);
  const [hosts, there] = tables(reply);
  expect(hosts?.map(([name, , state]) => [name, state])).toEqual([
    ["local", "reachable"],
    ["win", expect.stringMatching(/answer (within 5 s|in time)/)],
  ]);
  expect(there).toEqual([["", "WSL does not answer within 5 s"]]);
});
