import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { fieldsOf, portWindow } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const yaml = `
hosts:
  caches:
    advertise: 127.0.0.3
    bind: 127.0.0.2
    databases: { only: [redis, valkey] }
    labels: { team: red, backup: "no" }
`;

let folder: Awaited<ReturnType<typeof scratch>>;
let bot: KeptBot;
let LONGSHORE_YAML: string;
const ports = portWindow();
beforeAll(async () => {
  folder = await scratch();
  LONGSHORE_YAML = join(folder.path, "longshore.yaml");
  await writeFile(LONGSHORE_YAML, yaml);
  const HOSTS = `caches=docker?bind=0.0.0.0&labels=team=blue+cost=shared,rest=docker?ports=${ports}`;
  bot = await openKeptBot(folder.path, { HOSTS, LONGSHORE_YAML });
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const notes = ({ blocks = [] }: Reply) => blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));

async function labelsOf(kind: "container" | "volume" | "network", name: string): Promise<Record<string, string>> {
  const format = kind === "container" ? "{{json .Config.Labels}}" : "{{json .Labels}}";
  return JSON.parse(await docker(kind, "inspect", name, "--format", format));
}

test("a kind that a host is not for is refused by name, and made elsewhere when no host is named", async () => {
  const { problem } = await bot.say("/db up mariadb --host caches");
  expect(problem).toMatchObject({
    code: "not-allowed",
    message: 'Host "caches" is for redis, valkey, not for mariadb.',
  });
  const reply = await bot.say("/db up mariadb --name caches-shop");
  expect(notes(reply)).toEqual([
    'On rest, the first host that has room: Host "caches" is for redis, valkey, not for mariadb.',
  ]);
  await bot.say("/db down caches-shop --yes");
});

test("what clients dial and what ports are bound to is as the settings say", async () => {
  const reply = await bot.say("/db up redis --memory 64m --name caches-one");
  expect(fieldsOf(reply)["Address"]).toMatch(/^127\.0\.0\.3:2\d{4}$/);
  expect(await docker("port", "caches-one")).toMatch(/^6379\/tcp -> 0\.0\.0\.0:2\d{4}$/);
});

test("a host's labels are on all that is made there, whatever a line says", async () => {
  const labels = { team: "blue", cost: "shared" };
  expect(await labelsOf("container", "caches-one")).toMatchObject({ ...labels, "longshore.name": "caches-one" });
  const [volume = ""] = (await docker("inspect", "caches-one", "--format", "{{range .Mounts}}{{.Name}} {{end}}")).split(
    " ",
  );
  expect(await labelsOf("volume", volume)).toMatchObject(labels);
  expect(await labelsOf("container", "caches-one")).not.toHaveProperty("backup");

  const line = "--label team=red --label own=yes -v caches-data:/data --memory 64m -d longshore/redis:7.0";
  await bot.say(`/docker run --host caches --name caches-box ${line}`);
  expect(await labelsOf("container", "caches-box")).toMatchObject({
    ...labels,
    own: "yes",
    "longshore.name": "caches-box",
  });
  expect(await labelsOf("volume", "caches-data")).toMatchObject(labels);
  await bot.say("/docker network create caches-net --host caches");
  expect(await labelsOf("network", "caches-net")).toMatchObject(labels);

  await bot.say("/docker rm caches-box --force --yes");
  await bot.say("/docker volume rm caches-data --yes");
  await bot.say("/docker network rm caches-net --yes");
  await bot.say("/db down caches-one --yes");
});

test("a kind that nobody knows stops the start", async () => {
  const HOSTS = "caches=docker?databases=redsi";
  await using other = await scratch();
  const message = 'databases of host "caches": There is no database called "redsi".';
  await expect(openKeptBot(other.path, { HOSTS })).rejects.toThrow(message);
});
