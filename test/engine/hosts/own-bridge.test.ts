import { afterAll, beforeAll, expect, test } from "vitest";
import { blockOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";

let engine: OwnEngine;
beforeAll(async () => {
  engine = await startOwnEngine({ images: ["longshore/redis:7.0"], settings: { icc: false } });
});
afterAll(() => engine?.[Symbol.asyncDispose]());

const inspect = async (name: string, format: string) => (await engine.docker("inspect", "-f", format, name)).trim();

test("where the engine's own bridge keeps containers apart, databases are on it, and there is no other", async () => {
  await using folder = await scratch();
  const pace = { secondPassMs: 500, sparesLookMs: 100 };
  await using bot = await openKeptBot(folder.path, { HOSTS: engine.host, SPARES: "redis:1" }, pace);
  await eventually(() => expect(bot.assembly.ledger.spares.list()[0]?.state).toBe("ready"));
  await bot.say("/db up redis --name spare");
  const cold = await bot.say("/db up redis --name cold --memory 300m");
  for (const name of ["spare", "cold"]) expect(await inspect(name, "{{.HostConfig.NetworkMode}}")).toBe("bridge");
  expect(await engine.docker("network", "ls", "--quiet", "--filter", "name=longshore")).toBe("");

  await clients["redis"]?.write(secretOf(cold), "kept");
  expect((await bot.say("/db restart cold")).tone).toBe("ok");
  expect(await clients["redis"]?.read(secretOf(cold))).toBe("kept");

  const address = await inspect("cold", "{{.NetworkSettings.IPAddress}}");
  const dial = `timeout 2 bash -c 'echo > /dev/tcp/${address}/6379' && echo reached || echo not reached`;
  expect(await engine.docker("exec", "spare", "bash", "-c", dial)).toContain("not reached");
  expect(await engine.docker("exec", "cold", "bash", "-c", dial)).not.toContain("not reached");

  expect((await bot.say("/longshore doctor")).tone).toBe("ok");
  await engine.configure({});
  await eventually(async () => {
    const { rows } = blockOf(await bot.say("/longshore doctor"), "table");
    const [, about, says, todo] = rows.find(([mark]) => mark === "look") ?? [];
    expect(about).toBe("host own");
    expect(says).toMatch(
      /^(?:spare, cold|cold, spare): on the engine's own bridge, where other containers can reach them/,
    );
    expect(todo).toContain('"icc": false');
  });
  for (const name of ["spare", "cold"]) await bot.say(`/db down ${name} --yes`);
});
