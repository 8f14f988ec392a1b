import { expect, test } from "vitest";
import { fieldsOf, secretOf } from "#test/support/bot.ts";
import { clients } from "#test/support/clients.ts";
import { runnableDatabases } from "#test/support/docker.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";

const runnable = await runnableDatabases();

test.runIf(runnable.includes("mariadb"))(
  "what was written survives a kill of the engine, and is back by itself",
  async () => {
    await using engine = await startOwnEngine({ images: ["longshore/mariadb:10.11"] });
    await using folder = await scratch();
    const pace = { secondPassMs: 500, bakedLookMs: 100 };
    await using bot = await openKeptBot(folder.path, { HOSTS: engine.host, BAKED: "4g" }, pace);
    await bot.say("/db up mariadb --name first");
    await eventually(() => expect(bot.assembly.ledger.baked.list()[0]?.reference).toMatch(/^longshore/), 60_000);
    const reply = await bot.say("/db up mariadb --name shop");
    expect(fieldsOf(reply)["Took"]).toContain("from a baked image");
    await clients["mariadb"]?.write(secretOf(reply), "kept");

    await engine.end("SIGKILL");
    await engine.start();
    // Engine 20.10 stops what it finds running, and the bot starts it again.
    await eventually(async () => expect(await clients["mariadb"]?.read(secretOf(reply))).toBe("kept"), 60_000);
  },
  180_000,
);
