import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { ann, openTestBot } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import type { OwnEngine } from "#test/support/own-engine.ts";
import { openImage } from "./docker-test.ts";
import type { TestImage } from "./docker-test.ts";

let image: TestImage;
let engine: OwnEngine;
let bot: TestBot;
beforeAll(async () => {
  image = await openImage();
  // Containers that outlive their dockerd, as many have it.
  engine = await startOwnEngine({ images: [image.reference], settings: { "live-restore": true } });
  bot = await openTestBot({ HOSTS: engine.host });
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await image[Symbol.asyncDispose]();
});

/** The last reply to a following in whose middle something is done to the engine. */
async function following(name: string, happens: () => Promise<unknown>): Promise<Reply | undefined> {
  const what = { line: `/docker logs ${name} --follow` };
  const request = { caller: ann, what, deliveryId: crypto.randomUUID(), signal: new AbortController().signal };
  let last: Reply | undefined;
  let happened: Promise<unknown> | undefined;
  for await (const reply of bot.bot.handle(request)) {
    if (JSON.stringify(reply).includes("tick")) happened ??= happens();
    last = reply;
  }
  await happened;
  return last;
}

describe.each(["SIGTERM", "SIGKILL"] as const)("an engine that gets %s in the middle of a log", (signal) => {
  test("is named as the reason, beside what was read; afterwards the container is there as it was", async () => {
    const name = `${image.prefix}-${signal.toLowerCase()}`;
    const loop = "while true; do echo tick; sleep 1; done";
    await engine.docker("run", "--detach", "--name", name, image.reference, "sh", "-c", loop);
    const reply = await following(name, () => engine.end(signal));
    expect(reply).toMatchObject({ tone: "error", problem: { code: "host-unreachable", hint: expect.any(String) } });
    expect(JSON.stringify(reply)).toContain("tick");
    expect(reply?.actions).toContainEqual({ label: "Follow again", command: `/docker logs ${name} --follow` });
    await engine.start();
    expect(JSON.stringify(await bot.say(`/docker logs ${name}`))).toContain("tick");
    expect(await bot.say(`/docker inspect ${name}`)).toMatchObject({ title: `${name} is running` });
  });
});
