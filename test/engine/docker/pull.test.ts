import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldsOf, openTestBot } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openRegistry, registryMissing } from "../hosts/registry.ts";
import type { Registry } from "../hosts/registry.ts";
import { openImage } from "./docker-test.ts";
import type { TestImage } from "./docker-test.ts";

describe.skipIf(registryMissing)(`/docker pull${registryMissing}`, () => {
  let registry: Registry;
  let image: TestImage;
  let bot: TestBot;
  let reference: string;

  beforeAll(async () => {
    [registry, image, bot] = await Promise.all([openRegistry(), openImage(), openTestBot()]);
    reference = `${registry.name}/team/app:1`;
    await docker("tag", image.reference, reference);
    await docker("push", "--quiet", reference);
    await docker("image", "rm", reference, image.reference);
  });
  afterAll(async () => {
    await docker("image", "rm", "--force", reference).catch(() => "");
    await Promise.all([registry, image, bot].map((one) => one[Symbol.asyncDispose]()));
  });

  test("brings an image with progress, digest and size, and says when it was there already", async () => {
    const replies = await bot.ask(`/docker pull ${reference}`);
    const reply = replies.at(-1);
    expect(reply).toMatchObject({ tone: "ok", title: `${reference} is on local` });
    const steps = replies.slice(0, -1);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every(({ tone, title }) => tone === "working" && title === `Pulling ${reference}`)).toBe(true);
    const pushed = await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", reference);
    expect(reply && fieldsOf(reply)).toMatchObject({
      Digest: pushed.split("@")[1],
      Id: (await docker("image", "inspect", "--format", "{{.Id}}", reference)).slice(7, 19),
      Size: expect.stringMatching(/^[\d.]+ [KM]iB$/),
    });
    expect((await bot.say(`/docker pull ${reference}`)).title).toBe(`${reference} was up to date already`);
  });

  test("is what a line does whose image is not there, unless --pull never is in it", async () => {
    await docker("image", "rm", reference);
    const never = await bot.say(`/docker run --pull never ${reference} echo hi`);
    expect(never.problem).toMatchObject({ code: "no-such-image", hint: `/docker pull ${reference}` });
    const name = image.prefix;
    const replies = await bot.ask(`/docker run --rm --name ${name} ${reference} echo hi`);
    expect(replies.map(({ title }) => title)).toContain(`Running ${reference}`);
    expect(replies.at(-1)).toMatchObject({ tone: "ok", title: expect.stringContaining("exit code 0") });
  });

  test("tells what the registry has not, what is no image, and a registry that is not there", async () => {
    expect((await bot.say(`/docker pull ${registry.name}/team/app:2`)).problem).toMatchObject({
      code: "no-such-image",
    });
    expect((await bot.say("/docker pull UPPER:1")).problem).toMatchObject({ code: "bad-input" });
    expect((await bot.say("/docker pull 127.0.0.1:1/app")).problem).toMatchObject({ code: "registry-unreachable" });
  });
});
