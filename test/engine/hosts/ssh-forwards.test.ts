import { createServer } from "node:net";
import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blockOf, portWindow, secretOf } from "#test/support/bot.ts";
import { noSshd, openSshd, type Sshd } from "#test/support/sshd.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";

/** Stands for the bot's machine; the engine's ports are on 127.0.0.1, the other side. */
const here = "127.0.0.2";

async function ping(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.ping();
  } finally {
    if (client.isOpen) client.destroy();
  }
}

describe.skipIf(noSshd)(`forwards through ssh${noSshd ? ` (skipped: ${noSshd})` : ""}`, () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await openSshd();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

  test("are open again after a restart of the bot, and one that cannot be holds up nothing", async () => {
    await using folder = await scratch();
    const env = {
      HOSTS: `far=${sshd.url(`&forward=${here}&ports=${portWindow()}`)}`,
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
    };
    const urls: string[] = [];
    {
      await using before = await openKeptBot(folder.path, env);
      for (const name of ["kept", "blocked"]) {
        urls.push(secretOf(await before.say(`/db up redis --memory 64m --name ${name}`)));
      }
      expect(await Promise.all(urls.map(ping))).toEqual(["PONG", "PONG"]);
    }
    const [kept = "", blocked = ""] = urls;
    await expect(ping(kept)).rejects.toThrow("ECONNREFUSED");

    const squatter = createServer((client) => client.destroy());
    await new Promise<void>((resolve) => squatter.listen(Number(new URL(blocked).port), here, resolve));
    try {
      await using after = await openKeptBot(folder.path, env);
      await eventually(async () => expect(await ping(kept)).toBe("PONG"));
      const complaints = () => after.out.filter((line) => line.includes("blocked") && line.includes("already in use"));
      await eventually(() => expect(complaints()).toHaveLength(1));
      expect((await after.say("/db list")).title).toContain("2");
      const { rows } = blockOf(await after.say("/longshore doctor"), "table");
      expect(rows.map(([, , says]) => says)).toContainEqual(
        expect.stringContaining(`kept answers a query at ${here}:`),
      );
    } finally {
      squatter.close();
    }
  });
});
