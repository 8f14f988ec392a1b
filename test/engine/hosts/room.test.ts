import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portWindow } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { noSshd, openSshd } from "#test/support/sshd.ts";
import type { Sshd } from "#test/support/sshd.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const MIB = 2 ** 20;

// The engine of this machine over SSH: to the bot it is another machine.
describe.skipIf(noSshd)(`a host that is not the bot's machine${noSshd ? ` (skipped: ${noSshd})` : ""}`, () => {
  let sshd: Sshd;
  let folder: Awaited<ReturnType<typeof scratch>>;
  let bot: KeptBot;
  let totalBytes: number;
  beforeAll(async () => {
    sshd = await openSshd();
    folder = await scratch();
    const host = (name: string, query: string) => `${name}=${sshd.url(`&ports=${portWindow()}${query}`)}`;
    const HOSTS = [host("far", ""), host("tight", "&disk=1m"), host("given", "&memory=100g")].join(",");
    const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", HOSTS };
    bot = await openKeptBot(folder.path, env);
    totalBytes = Number(await docker("info", "--format", "{{.MemTotal}}"));
    await bot.say("/db up redis --memory 256m --host far --name room-leased");
    await docker("run", "--detach", "--memory", "128m", "--name", "room-foreign", "longshore/redis:7.0");
  });
  afterAll(async () => {
    await docker("rm", "--force", "--volumes", "room-foreign");
    await bot.say("/db down room-leased --yes");
    await bot[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  test("gives out no more memory than the limits of what runs there leave, and says that this is an estimate", async () => {
    // All but these two, with what others run there meanwhile on top.
    const wanted = Math.floor(totalBytes / MIB) - 256;
    // An engine that adds up its disk may take longer than anybody waits for an estimate; then it is done without.
    await eventually(async () => {
      const { problem } = await bot.say(`/db up redis --memory ${wanted}m --host far --name room-far`);
      if (!problem) await bot.say("/db down room-far --yes");
      expect(problem?.code).toBe("host-full");
      expect(problem?.message).toMatch(
        /^Host "far" has about \d[\d.]* \w+ of memory left by the limits of what runs there; this may take /,
      );
      expect(problem?.hint).toContain("let an admin set memory of far");
    }, 90_000);
  });

  test("is judged by its memory setting alone where it has one", async () => {
    const wanted = Math.floor(totalBytes / MIB) - 256;
    const reply = await bot.say(`/db up redis --memory ${wanted}m --host given --name room-given`);
    expect(reply.tone).toBe("ok");
    await bot.say("/db down room-given --yes");
  });

  test("makes nothing more once Docker takes what the settings give it of the disk", async () => {
    await eventually(async () => {
      const { problem } = await bot.say("/db up redis --memory 64m --host tight --name room-tight");
      if (!problem) await bot.say("/db down room-tight --yes");
      expect(problem?.message).toBe('Host "tight" has about 0 B left of the disk that the settings give it.');
    });
    // Nobody asks a registry then: where this one would be, nothing answers.
    for (const line of [
      "/docker pull 127.0.0.1:1/app:1 --host tight",
      "/docker run --host tight -d 127.0.0.1:1/app:1",
      "/db up redis --image 127.0.0.1:1/app:1 --host tight",
    ]) {
      expect([line, (await bot.say(line)).problem?.code]).toEqual([line, "host-full"]);
    }
  });
});
