import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ann, blockOf, fieldsOf, portWindow } from "#test/support/bot.ts";
import { startBot } from "#test/chaos/process.ts";
import { disorder } from "#test/chaos/state.ts";
import { docker, labelled } from "#test/support/docker.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";
import { openImage } from "./docker-test.ts";
import type { TestImage } from "./docker-test.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: Awaited<ReturnType<typeof scratch>>;
let image: TestImage;
let bot: KeptBot;
let env: Record<string, string>;
const n = (name: string) => `${image.prefix}-${name}`;
const titles = () => bot.told.map(({ title }) => title);
/** The last column's head and what a list says there of `web`; on a shared engine it is not the only one of its owner. */
async function lastOfWeb(list: string): Promise<readonly unknown[]> {
  const { columns, rows } = blockOf(await bot.say(list), "table");
  return [columns.at(-1), rows.find(([first]) => first === n("web"))?.at(-1)];
}
const status = (name: string) => docker("ps", "--all", "--filter", `name=^${name}$`, "--format", "{{.State}}");
// A health check that passes at once: its answer ends the watching of a start.
const HEALTHY = "--health-cmd true --health-interval 500ms";
const sleeper = (name: string, flags = "") =>
  `/docker run ${flags} -d --init ${HEALTHY} --name ${n(name)} ${image.reference} sleep 3600`;

beforeEach(async () => {
  [folder, image] = await Promise.all([scratch(), openImage()]);
  env = { HOSTS: `local=docker?ports=${portWindow()}` };
  bot = await openKeptBot(folder.path, env);
});
afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  await image[Symbol.asyncDispose]();
});

describe("a container that somebody started", () => {
  test("is warned of, stopped, revived by a start, and removed with its volumes when its grace is over", async () => {
    const name = n("web");
    const reply = await bot.say(sleeper("web", `--ttl 2h -v ${n("data")}:/data`));
    expect(reply).toMatchObject({ tone: "ok", title: `${name} is running, healthy` });
    expect(fieldsOf(reply)).toMatchObject({
      Ends: "in 2 h",
      Line: expect.stringMatching(
        `^docker run --name ${name} .*-v ${n("data")}:/data .*${image.reference} sleep 3600$`,
      ),
    });
    expect(await lastOfWeb("/docker ps --mine")).toEqual(["Ends", expect.stringMatching(/^in (?:2 h|1 h 59 min)$/)]);

    bot.forward(95 * MINUTE);
    await eventually(() => expect(titles()).toEqual([expect.stringMatching(`${name} ends in 25 min`)]));
    expect(bot.told[0]).toMatchObject({
      channel: "terminal:test/terminal",
      mention: "terminal:test/1000",
      actions: [`/docker extend ${name} 4h --host local`, `/docker stop ${name} --host local`],
    });
    expect((await bot.say(bot.told[0]?.actions[0] ?? "")).title).toMatch(`${name} ends in 6 h`);
    bot.forward(7 * HOUR);
    await eventually(() => expect(titles().at(-1)).toBe(`${name} has ended and is stopped`));
    expect(await status(name)).toBe("exited");
    expect(await lastOfWeb("/docker ps --all --mine")).toEqual(["Ends", "ended"]);

    expect((await bot.say(`/docker start ${name}`)).title).toBe(`${name} is running`);
    bot.forward(3 * HOUR);
    expect(await status(name)).toBe("running");
    bot.forward(2 * HOUR);
    await eventually(() => expect(titles().filter((title) => title.includes("has ended"))).toHaveLength(2));
    bot.forward(25 * HOUR);
    await eventually(() => expect(titles().at(-1)).toBe(`${name} is removed`));
    expect(await labelled(bot.label)).toEqual([]);
    const audited = bot.assembly.ledger.audit.read({ user: "longshore", limit: 9 }).map(({ began }) => began.line);
    expect(audited.at(-1)).toBe(`/docker rm ${name} --host local --force --yes`);
  });

  test("keeps its lease in step with what is done to it", async () => {
    await bot.say(sleeper("one"));
    const lease = () => bot.assembly.ledger.list({})[0];
    expect(lease()).toMatchObject({ name: n("one"), kind: "container", state: "ready", owner: "terminal:test/1000" });
    await bot.say(`/docker rename ${n("one")} ${n("two")}`);
    await bot.say(`/docker update ${n("two")} --memory 128m --cpus 0.5`);
    expect(lease()).toMatchObject({ name: n("two"), memoryBytes: 128 * 2 ** 20, cpus: 0.5 });
    expect((await bot.say(`/docker extend ${n("two")} --forever`)).title).toBe(
      `${n("two")} is kept until somebody removes it`,
    );
    expect(lease()?.expiresAt).toBeUndefined();
    expect((await bot.say(`/db status ${n("two")}`)).problem).toMatchObject({ code: "not-found" });
    expect((await bot.say(`/db up redis --name ${n("two")}`)).problem).toMatchObject({ code: "name-taken" });
    await bot.say(`/docker rm ${n("two")} --force --yes`);
    expect(lease()).toBeUndefined();
    expect(titles()).toEqual([]);
  });

  test("is offered by its name to who types", async () => {
    await bot.say(sleeper("typed", `-v ${n("disk")}:/data`));
    const offered = (line: string) => bot.assembly.bot.complete(`${line} ${image.prefix}`, ann);
    await eventually(() => expect(offered("/docker stop")).toEqual([n("typed")]));
    await eventually(() => expect(offered("/docker volume rm")).toEqual([n("disk")]));
    const images = () => bot.assembly.bot.complete("/docker history longshore-test/", ann);
    await eventually(() => expect(images()).toContain(image.reference));
  });

  test("that crashes is told to its channel, and one that is done is, too", async () => {
    await bot.say(`/docker run -d ${HEALTHY} --name ${n("job")} ${image.reference} sh -c "sleep 3; echo all done"`);
    await eventually(() => expect(titles()).toEqual([`${n("job")} ended by itself, with exit code 0`]));
    await bot.say(
      `/docker run -d ${HEALTHY} --name ${n("bad")} ${image.reference} sh -c "sleep 3; echo oh no; exit 9"`,
    );
    await eventually(() => expect(titles().at(-1)).toBe(`${n("bad")} crashed: exit code 9`));
    expect(bot.out.join("\n")).toContain("oh no");
  });

  test("with --rm is removed whenever it ends, and at once by a stop", async () => {
    await bot.say(`/docker run --rm -d ${HEALTHY} --name ${n("brief")} ${image.reference} sh -c "sleep 3; echo bye"`);
    expect(await status(n("brief"))).toBe("running");
    await eventually(() =>
      expect(titles()).toEqual([`${n("brief")} ended by itself, with exit code 0, and is removed`]),
    );
    await eventually(() => expect(bot.assembly.ledger.list({})).toEqual([]));
    expect(await labelled(bot.label)).toEqual([]);

    await bot.say(sleeper("held", "--rm"));
    expect((await bot.say(`/docker restart ${n("held")}`)).title).toBe(`${n("held")} is running`);
    expect((await bot.say(`/docker stop ${n("held")} --time 1`)).title).toBe(
      `${n("held")} has ended and is removed (--rm)`,
    );
    expect(await labelled(bot.label)).toEqual([]);
  });
});

test.each([400, 1_200])("a bot that is killed %i ms into starting one leaves it whole or gone", async (ms) => {
  await bot[Symbol.asyncDispose]();
  const process = startBot({ ...env, DATA_DIR: folder.path, secondPassMs: "1000" });
  await process.until(({ ready }) => ready !== undefined);
  process.type(sleeper("cut"));
  await new Promise((resolve) => setTimeout(resolve, ms));
  await process.kill("SIGKILL");
  bot = await openKeptBot(folder.path, env);
  await eventually(async () => expect(await disorder(folder.path)).toEqual([]));
  expect(bot.assembly.ledger.list({}).every(({ state }) => state === "ready")).toBe(true);
});

describe("after a start of the bot", () => {
  const restarted = async (meanwhile: () => Promise<unknown>) => {
    await bot[Symbol.asyncDispose]();
    await meanwhile();
    bot = await openKeptBot(folder.path, env);
  };

  test("what ended with --rm is removed, and a removed one's lease closed", async () => {
    await bot.say(sleeper("brief", "--rm"));
    await bot.say(sleeper("lost"));
    await restarted(() => Promise.all([docker("kill", n("brief")), docker("rm", "--force", "--volumes", n("lost"))]));
    await eventually(() => expect(titles()).toEqual([`${n("lost")} is gone from local`]));
    await eventually(() => expect(bot.assembly.ledger.list({})).toEqual([]));
    expect(await labelled(bot.label)).toEqual([]);
  });

  test("with the ledger lost, it is its owner's again, and ends when it would have", async () => {
    await bot.say(sleeper("kept", "--ttl 3h --rm"));
    await restarted(async () => {
      for (const suffix of ["", "-wal", "-shm"])
        await rm(join(folder.path, `longshore.sqlite${suffix}`), { force: true });
    });
    await eventually(() => expect(titles()).toEqual([`${n("kept")} was found on local and is yours again`]));
    const [lease] = bot.assembly.ledger.list({ owner: "terminal:test/1000" });
    expect(lease).toMatchObject({ name: n("kept"), kind: "container", removeWhenEnded: true });
    expect(lease?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 2 * HOUR);
    expect((await bot.say(`/docker rm ${n("kept")} --force --yes`)).title).toBe(`${n("kept")} is gone`);
  });

  test("one whose start was cut off runs on, with its restart policy", async () => {
    await bot.say(sleeper("cut", "--restart unless-stopped"));
    await docker("update", "--restart", "no", n("cut"));
    const [lease] = bot.assembly.ledger.list({});
    bot.assembly.ledger.update(lease?.id ?? "", { state: "creating" });
    await restarted(async () => {});
    await eventually(() => expect(titles()).toEqual([`${n("cut")} is running`]));
    expect(await docker("inspect", "--format", "{{.HostConfig.RestartPolicy.Name}}", n("cut"))).toBe("unless-stopped");
  });
});

test("a volume that another container has mounted stays when its maker's lease is over", async () => {
  await bot.say(sleeper("maker", `--ttl 1h -v ${n("shared")}:/data`));
  await bot.say(sleeper("guest", `--ttl 9d -v ${n("shared")}:/data`));
  bot.forward(26 * HOUR);
  await eventually(() => expect(titles().at(-1)).toBe(`${n("maker")} has ended and is stopped`));
  bot.forward(25 * HOUR);
  await eventually(() => expect(titles().at(-1)).toBe(`${n("maker")} is removed`));
  expect(await docker("volume", "ls", "--quiet", "--filter", `name=${n("shared")}`)).toBe(n("shared"));
  expect(await status(n("guest"))).toBe("running");
});

test("quotas count containers beside databases, and what an update would add", async () => {
  const yaml = join(folder.path, "longshore.yaml");
  await import("node:fs/promises").then(({ writeFile }) =>
    writeFile(yaml, "quotas: { admin: { databases: 1, memory: 512m } }\n"),
  );
  await bot[Symbol.asyncDispose]();
  bot = await openKeptBot(folder.path, { ...env, LONGSHORE_YAML: yaml });
  expect((await bot.say(sleeper("big", "--memory 1g"))).problem).toMatchObject({ code: "host-full" });
  expect((await bot.say(sleeper("first", "--memory 256m"))).tone).toBe("ok");
  expect((await bot.say(sleeper("second", "--memory 64m"))).problem).toMatchObject({
    code: "host-full",
    message: expect.stringContaining("You have 1 container, and 1 is the most."),
    hint: expect.stringContaining(`/docker rm ${n("first")}`),
  });
  expect((await bot.say(`/docker update ${n("first")} --memory 1g`)).problem).toMatchObject({ code: "host-full" });
  expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("second")}`)).toBe("");
  expect((await bot.say(sleeper("another", "--memory 64m"), { ...ann, user: "1001" })).tone).toBe("ok");
});
