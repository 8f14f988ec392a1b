import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker } from "#test/support/docker.ts";
import { openImage } from "../docker/docker-test.ts";
import type { TestImage } from "../docker/docker-test.ts";
import { eventually, openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
let name: string;
beforeAll(async () => {
  folder = await scratch();
  bot = await openKeptBot(folder.path, {}, { stableMs: 3_000 });
  name = `watch-${bot.assembly.ledger.instance}`;
  await bot.say(`/db up redis --memory 64m --name ${name}`);
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Ends the server behind the engine's back, as a crash does: no `docker kill`, which is somebody's wish. */
async function crash(): Promise<void> {
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", name);
  process.kill(Number(pid), "SIGKILL");
}

test("a stop that somebody asked for is no crash; a crash is told once, with what is known of it", async () => {
  await bot.say(`/db stop ${name}`);
  await bot.say(`/db start ${name}`);
  await crash();
  await eventually(() => expect(bot.told).toHaveLength(1));
  expect(bot.told[0]).toMatchObject({
    title: `${name} crashed: exit code 137`,
    mention: "terminal:test/1000",
    actions: [`/db restart ${name}`, `/db logs ${name}`, `/db down ${name}`],
  });
  expect(bot.out.at(-1)).toContain("Ready to accept connections");
});

test("three crashes are a restart loop, told once, and its end too", async () => {
  for (const running of [2, 3, 4]) {
    await eventually(async () =>
      expect(await docker("inspect", "--format", "{{.State.Status}}", name)).toBe("running"),
    );
    await crash();
    await eventually(async () =>
      expect(Number(await docker("inspect", "--format", "{{.RestartCount}}", name))).toBeGreaterThanOrEqual(running),
    );
  }
  // What came within a second is told in one message, so the text counts, not the titles.
  const said = () => bot.out.join("\n");
  await eventually(() => expect(said()).toContain(`${name} is stable again`));
  const text = said();
  expect(text.lastIndexOf("is stable again")).toBeGreaterThan(text.lastIndexOf("is in a restart loop"));
  expect(text.lastIndexOf("is stable again")).toBeGreaterThan(text.lastIndexOf(`${name} crashed`));
  expect(text.split("is in a restart loop").length - 1).toBe(1);
  expect(text.split(`${name} crashed`).length - 1).toBe(2);
});

describe("a container of /docker run", () => {
  let image: TestImage;
  beforeAll(async () => void (image = await openImage()));
  afterAll(() => image[Symbol.asyncDispose]());
  const alertOf = (container: string) => bot.told.find(({ title }) => title.startsWith(container));

  test("that takes more memory than it may have is told as out of memory", async () => {
    const hog = `${image.prefix}-hog`;
    const grow = 'i=x; while :; do i="$i$i"; done';
    await bot.say(
      `/docker run -d --memory 16m --health-cmd true --health-interval 200ms --name ${hog} ${image.reference} sh -c 'sleep 2; ${grow}'`,
    );
    await eventually(() => expect(alertOf(hog)).toBeDefined());
    expect(alertOf(hog)).toMatchObject({
      title: `${hog} crashed: it needed more than its 16 MiB of memory`,
      mention: "terminal:test/1000",
      actions: [
        `/docker restart ${hog} --host local`,
        `/docker logs ${hog} --host local`,
        `/docker rm ${hog} --host local --force`,
      ],
    });
    expect(bot.out.join("\n")).toContain('"Exit code":"137","Out of memory":"yes"');
  });

  test("whose own health check fails is told as unhealthy, once", async () => {
    const ill = `${image.prefix}-ill`;
    await bot.say(
      `/docker run -d --health-cmd 'test ! -e /dev/shm/ill' --health-interval 300ms --health-retries 1 --name ${ill} ${image.reference} sleep 600`,
    );
    await docker("exec", ill, "touch", "/dev/shm/ill");
    await eventually(() => expect(alertOf(ill)?.title).toBe(`${ill} is unhealthy, says its own health check`));
  });
});
