import { homedir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHosts } from "#hosts/hosts.ts";
import { hostSettings, readHostEntry } from "#src/host-settings.ts";
import { fieldsOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { runnableDatabases } from "#test/support/docker.ts";
import { lowestApi, noNewestEngine, startNewestEngine } from "#test/support/newest-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";
import { hostContract } from "./contract.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const images: Readonly<Record<string, string>> = {
  postgres: "longshore/postgres:15",
  redis: "longshore/redis:7.0",
  mariadb: "longshore/mariadb:10.11",
};
const runnable = (await runnableDatabases()).filter((kind) => kind in images);

describe.skipIf(noNewestEngine)(`the newest engine${noNewestEngine ? ` (skipped: ${noNewestEngine})` : ""}`, () => {
  let engine: OwnEngine;
  beforeAll(async () => {
    engine = await startNewestEngine({ images: runnable.flatMap((kind) => images[kind] ?? []) });
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  async function open() {
    const entry = readHostEntry(engine.host);
    if (typeof entry === "string") throw new Error(entry);
    return (await openHosts([hostSettings(entry)], environment)).find(entry.name);
  }

  test("speaks nothing that the oldest one speaks", async () => {
    await using host = await open();
    const { engineVersion, apiVersion } = await host.describe(AbortSignal.timeout(10_000));
    expect(Number.parseInt(engineVersion, 10)).toBeGreaterThan(20);
    expect(Number(apiVersion.split(".")[1])).toBeGreaterThanOrEqual(Number(lowestApi.split(".")[1]));
    expect(await engine.docker("version", "--format", "{{.Server.MinAPIVersion}}")).toBe(lowestApi);
  });

  describe("with the whole bot", () => {
    let folder: Awaited<ReturnType<typeof scratch>>;
    let bot: KeptBot;
    beforeAll(async () => {
      folder = await scratch();
      const pace = { secondPassMs: 500, bakedLookMs: 100, sparesLookMs: 100 };
      bot = await openKeptBot(folder.path, { HOSTS: engine.host, BAKED: "4g", SPARES: "redis:1" }, pace);
    });
    afterAll(async () => {
      await bot?.[Symbol.asyncDispose]();
      await folder?.[Symbol.asyncDispose]();
    });
    const took = async (line: string) => fieldsOf(await bot.say(line))["Took"];

    test.each(runnable)(
      "a %s comes up, keeps its data over a stop and a start, and goes without a trace",
      async (kind) => {
        const reply = await bot.say(`/db up ${kind} --name ${kind}`);
        expect([reply.tone, reply.problem, reply.audience]).toEqual(["ok", undefined, "caller"]);
        const uri = secretOf(reply);
        await clients[kind]?.write(uri, "kept");
        expect((await bot.say(`/db stop ${kind}`)).title).toBe(`${kind} is exited`);
        expect((await bot.say(`/db start ${kind}`)).title).toBe(`${kind} is running and answers`);
        expect(await clients[kind]?.read(uri)).toBe("kept");
        expect(fieldsOf(await bot.say(`/db status ${kind}`))["Health"]).toBe("answers queries");
        const id = bot.assembly.ledger.list({}).find(({ name }) => name === kind)?.id;
        expect((await bot.say(`/db down ${kind} --yes`)).title).toBe(`${kind} is gone`);
        const filter = `label=longshore.lease=${id}`;
        expect(await engine.docker("ps", "--all", "--quiet", "--filter", filter)).toBe("");
        expect(await engine.docker("volume", "ls", "--quiet", "--filter", filter)).toBe("");
      },
    );

    test.runIf(runnable.includes("mariadb"))("the second mariadb comes from a baked image", async () => {
      await bot.say("/db up mariadb --name first");
      await eventually(() => expect(bot.assembly.ledger.baked.list()[0]?.reference).toMatch(/^longshore/), 100_000);
      const reply = await bot.say("/db up mariadb --name second");
      expect(fieldsOf(reply)["Took"]).toContain("from a baked image");
      await clients["mariadb"]?.write(secretOf(reply), "kept");
      for (const name of ["first", "second"]) await bot.say(`/db down ${name} --yes`);
    });

    test.runIf(runnable.includes("redis"))("one that waits is handed out", async () => {
      await eventually(() => expect(bot.assembly.ledger.spares.list()[0]?.state).toBe("ready"));
      expect(await took("/db up redis --name waited")).toContain("from a spare");
      await bot.say("/db down waited --yes");
    });

    test.runIf(runnable.includes("redis"))(
      "what ran runs again after a kill of it, and what was stopped does not",
      async () => {
        for (const name of ["outlives", "rests"]) await bot.say(`/db up redis --memory 64m --name ${name}`);
        await bot.say("/db stop rests");
        await bot.say("/db status outlives");
        await engine.end("SIGKILL");
        await engine.start();
        await eventually(
          async () => expect((await bot.say("/db status outlives")).title).toBe("outlives is well"),
          60_000,
        );
        expect(await engine.docker("inspect", "--format", "{{.State.Status}}", "rests")).toBe("exited");
        for (const name of ["outlives", "rests"]) await bot.say(`/db down ${name} --yes`);
      },
    );
  });

  hostContract("the newest engine", open, (...words) => engine.docker(...words));
});
