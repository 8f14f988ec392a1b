import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { docker } from "#test/support/docker.ts";
import { openRegistry, registryMissing } from "../hosts/registry.ts";
import { pushTinyImage } from "../hosts/tiny-image.ts";
import { eventually, openKeptBot, scratch } from "../safety/support.ts";

const image = { programs: ["sh"], architecture: "amd64" };
const idOf = (reference: string) => docker("image", "inspect", "--format", "{{.Id}}", reference).catch(() => "");

test.skipIf(registryMissing)(
  `configured images are there before anybody asks, and stay fresh${registryMissing}`,
  async () => {
    await using folder = await scratch();
    await using registry = await openRegistry();
    const repository = `${registry.name}/pre-pull-${randomBytes(4).toString("hex")}`;
    const [moving, missing, other] = [`${repository}/app:1`, `${repository}/app:none`, `${repository}/other:1`];
    await using asked = await openKeptBot(
      folder.path,
      { PRE_PULL: `${moving},${missing} ${other}` },
      { prePullMs: 200 },
    );
    const [host] = asked.assembly.hosts.all;
    if (!host) throw new Error("no host");
    // Nothing can be pulled before it is pushed: what fails is tried again.
    await pushTinyImage(host, { ...image, reference: other }, folder.path);
    await pushTinyImage(host, { ...image, reference: moving, labels: { built: "first" } }, folder.path);
    await eventually(async () => expect([await idOf(moving), await idOf(other)]).not.toContain(""));
    const first = await idOf(moving);

    const next = `${repository}/next:1`;
    await pushTinyImage(host, { ...image, reference: next, labels: { built: "second" } }, folder.path);
    await docker("pull", "--quiet", next);
    await docker("tag", next, moving);
    await docker("push", "--quiet", moving);
    const second = await idOf(next);
    await docker("tag", first, moving).catch(() => undefined);
    await eventually(async () => expect(await idOf(moving)).toBe(second));
    expect(asked.out.join("\n")).toContain("app:none could not be pulled ahead");
    await docker("image", "rm", "--force", first, second, await idOf(other)).catch(() => undefined);
  },
);
