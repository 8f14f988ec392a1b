import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { docker } from "#test/support/docker.ts";
import { noSshd, openSshd } from "#test/support/sshd.ts";
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
    await using _gone = { [Symbol.asyncDispose]: () => removeImages(repository) };
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

    // Only the registry moves: a tag of this engine's would be moved back by a pull that goes on meanwhile.
    const next = `${repository}/app:2`;
    await pushTinyImage(host, { ...image, reference: next, labels: { built: "second" } }, folder.path);
    await tagInRegistry(
      `http://${registry.name}/v2/${repository.slice(registry.name.length + 1)}/app/manifests`,
      "2",
      "1",
    );
    await eventually(async () => expect(await idOf(moving)).not.toBe(first));
    await docker("pull", "--quiet", next);
    expect(await idOf(moving)).toBe(await idOf(next));
    expect(asked.out.join("\n")).toContain("app:none could not be pulled ahead");
  },
);

test.skipIf(noSshd)(`a host with little disk left is left alone, and that is said${noSshd ?? ""}`, async () => {
  await using sshd = await openSshd();
  await using folder = await scratch();
  // The bot's own machine is measured; of another one the settings say what Docker may take.
  const HOSTS = `tight=${sshd.url("&disk=1m")}`;
  const env = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  await using asked = await openKeptBot(
    folder.path,
    { ...env, HOSTS, PRE_PULL: "127.0.0.1:1/app:1" },
    { prePullMs: 200 },
  );
  // Its engine takes a while to add up what it has.
  const left = /app:1 could not be pulled ahead: Host .{1,2}"tight.{1,2}" has about .* left of the disk/;
  await eventually(() => expect(asked.out.join("\n")).toMatch(left), 90_000);
});

async function tagInRegistry(manifests: string, from: string, to: string): Promise<void> {
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  const read = await fetch(`${manifests}/${from}`, { headers: { accept: type } });
  const put = { method: "PUT", headers: { "content-type": type }, body: await read.text() };
  expect((await fetch(`${manifests}/${to}`, put)).status).toBe(201);
}

async function removeImages(repository: string): Promise<void> {
  const ids = await docker("image", "ls", "--quiet", "--no-trunc", "--filter", `reference=${repository}/*`);
  if (ids) await docker("image", "rm", "--force", ...new Set(ids.split("\n"))).catch(() => undefined);
}
