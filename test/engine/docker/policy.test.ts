import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blockOf, fieldsOf } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openDockerTest } from "./docker-test.ts";
import type { DockerTest } from "./docker-test.ts";

let it: DockerTest;
let folder: string;
const n = (name: string) => `${it.prefix}-${name}`;
const say = (line: string) => it.bot.say(line);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "longshore-policy-"));
  // The image's own user is to read it.
  await chmod(folder, 0o755);
  await writeFile(join(folder, "note"), "from the host");
  const yaml = join(folder, "longshore.yaml");
  await writeFile(
    yaml,
    `docker:
  binds: [{ path: ${folder} }]
  capabilities: [NET_ADMIN]
  sysctls: [net.core.somaxconn]
  foreign: ["*-legacy"]
  registries: [docker.io]
  most: { memory: 256m, cpus: 0.5, pids: 100 }
`,
  );
  it = await openDockerTest({ LONGSHORE_YAML: yaml });
});
afterAll(async () => {
  await it[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test("what the settings open is there in the container, and no more of it", async () => {
  const flags = `-v ${folder}:/host:ro --cap-add NET_ADMIN --sysctl net.core.somaxconn=2048`;
  const reply = await say(`/docker run --rm --name ${n("open")} ${flags} ${it.image} cat /host/note`);
  expect(blockOf(reply, "log").text).toBe("from the host");
  const refused = async (line: string) => (await say(`/docker run ${line} ${it.image}`)).problem?.message;
  expect(await refused(`-v ${folder}:/host`)).toContain("may be mounted to be read only");
  expect(await refused("-v /srv:/host:ro")).toContain("nobody has allowed");
  expect(await refused("--cap-add SYS_ADMIN")).toContain("--cap-add CAP_SYS_ADMIN gives power");
  expect(await refused("--sysctl kernel.msgmax=1")).toContain("is not on the list");
  expect((await say("/docker run ghcr.io/team/app")).problem?.message).toContain("allowed are docker.io");
});

test("the most that one container may have holds for its defaults, for a line, and for an update", async () => {
  const dry = await say(`/docker run --dry-run --name ${n("dry")} ${it.image}`);
  expect(fieldsOf(dry)["Policy"]).toBe("allows it");
  const request = JSON.parse(new TextDecoder().decode(blockOf(dry, "file").bytes));
  expect(request.HostConfig).toMatchObject({ Memory: 256 * 2 ** 20, NanoCpus: 5e8, PidsLimit: 100 });
  expect((await say(`/docker run -m 512m ${it.image}`)).problem?.message).toContain("--memory is 256m at most.");
  const health = "--health-cmd true --health-interval 500ms";
  await say(`/docker run -d --init ${health} -m 64m --name ${n("small")} ${it.image} sleep 3600`);
  for (const [flag, most] of [
    ["--memory 1g", "256 MiB"],
    ["--cpus 1", "0.5"],
    ["--pids 200", "100"],
  ] as const) {
    expect((await say(`/docker update ${n("small")} ${flag}`)).problem?.message).toContain(`is ${most} at most.`);
  }
});

test("containers that were not made here can be changed where their names are opened", async () => {
  for (const name of ["legacy", "other"])
    await docker("run", "-d", "--init", "--name", n(name), it.image, "sleep", "60");
  expect((await say(`/docker stop ${n("legacy")} --time 1`)).title).toBe(`${n("legacy")} is exited`);
  expect((await say(`/docker stop ${n("other")}`)).problem).toMatchObject({ code: "not-allowed" });
});
