import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Caller } from "#core/caller.ts";
import { ann, blockOf, portWindow } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";
import { openImage } from "./docker-test.ts";
import type { TestImage } from "./docker-test.ts";

const bob: Caller = { ...ann, platform: "slack", team: "T1", user: "U2", displayName: "bob" };
const cem: Caller = { ...bob, user: "U3", displayName: "cem" };
const HEALTHY = "--health-cmd true --health-interval 500ms";

let folder: Awaited<ReturnType<typeof scratch>>;
let image: TestImage;
let closed: string;
let bot: KeptBot;
const n = (name: string) => `${image.prefix}-${name}`;
const idOf = async (name: string) => (await docker("inspect", "--format", "{{.Id}}", name)).replace("sha256:", "");
const refusal = async (line: string, caller: Caller = ann) => (await bot.say(line, caller)).problem?.message;
/** Whether somebody may, and the rule that says so. */
async function canI(line: string, caller: Caller = ann) {
  const reply = await bot.say(`/longshore can-i ${line}`, caller);
  const applied = blockOf(reply, "table").rows.find(([, , applies]) => applies === "yes");
  return `${reply.title}: ${applied?.[0]}`;
}

beforeAll(async () => {
  [folder, image] = await Promise.all([scratch(), openImage()]);
  closed = image.reference.replace(":1", ":closed");
  const yaml = join(folder.path, "longshore.yaml");
  await writeFile(
    yaml,
    `roles: { operator: ["slack:T1/*"] }
rules:
  - { name: closed image, effect: deny, image: "${closed}" }
  - { name: hands off, effect: deny, command: [docker stats, docker inspect], owner: others, who: operator }
`,
  );
  bot = await openKeptBot(folder.path, { HOSTS: `local=docker?ports=${portWindow()}`, LONGSHORE_YAML: yaml });
  // Another image than the open one, for an id has all its tags.
  await docker("run", "--user", "0", "--name", n("made"), image.reference, "touch", "/tmp/mark");
  await docker("commit", n("made"), closed);
  await docker("run", "--detach", "--init", "--name", n("foreign"), closed, "sleep", "600");
  await bot.say(
    `/docker run -d --init ${HEALTHY} --name ${n("web")} -v ${n("data")}:/data ${image.reference} sleep 600`,
    bob,
  );
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await docker("rm", "--force", "--volumes", n("foreign"), n("made"));
  await docker("image", "rm", "--force", closed);
  await image[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("a rule about an image holds", () => {
  test("for a line's image, however it is written", async () => {
    const id = (await docker("image", "inspect", "--format", "{{.Id}}", closed)).replace("sha256:", "");
    for (const written of [closed, `docker.io/${closed}`, `index.docker.io/${closed}`, id, id.slice(0, 12)]) {
      expect(await refusal(`/docker run -d --name ${n("no")} -e A=b ${written} sleep 1`)).toContain('"closed image"');
    }
    for (const line of [`docker run -dit —name x ${closed}`, `docker pull ${closed}`, `docker history ${id}`]) {
      expect(await canI(line)).toBe("No, you may not: closed image");
    }
    expect(await canI(`docker run -e X=${closed} ${image.reference}`)).toBe("Yes, you may: role");
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=${n("no")}`)).toBe("");
  });

  test("for a container that was made of it, by name and by id, also one that is not ours", async () => {
    const id = await idOf(n("foreign"));
    for (const name of [n("foreign"), id, id.slice(0, 12)]) {
      expect(await refusal(`/docker logs ${name}`)).toContain('"closed image"');
      expect(await canI(`docker stop ${name}`)).toBe("No, you may not: closed image");
    }
    expect(await refusal(`/docker stats ${n("web")} ${n("foreign")}`)).toContain('"closed image"');
    expect(await canI(`docker stop ${n("web")}`)).toBe("Yes, you may: role");
  });
});

describe("a rule about whose it is holds", () => {
  test("for containers, by name and by id, and what nobody here owns is others'", async () => {
    const id = await idOf(n("web"));
    expect(await canI(`docker inspect ${n("web")}`, bob)).toBe("Yes, you may: role");
    for (const name of [n("web"), id.slice(0, 12), n("made")]) {
      expect(await refusal(`/docker inspect ${name}`, cem)).toContain('"hands off"');
      expect(await canI(`docker stats ${name}`, cem)).toBe("No, you may not: hands off");
    }
  });

  test("for the one it was given to, as does everything else", async () => {
    const name = n("web");
    expect(await refusal(`/docker give ${name} @U3`, cem)).toContain("its owner or an admin may give it");
    expect((await bot.say(`/docker give ${name} @U3`, bob)).title).toBe(`${name} belongs to U3 now`);
    expect(await canI(`docker inspect ${name}`, cem)).toBe("Yes, you may: role");
    expect(await canI(`docker inspect ${name}`, bob)).toBe("No, you may not: hands off");
    expect(await refusal(`/docker stop ${name}`, bob)).toContain("is slack:T1/U3's");
    expect(await refusal(`/docker volume rm ${n("data")} --yes`, bob)).toContain("is slack:T1/U3's");
    const names = async (caller: Caller) =>
      ((await bot.say("/docker ps --mine", caller)).blocks ?? []).flatMap((block) =>
        block.kind === "table"
          ? block.rows.flatMap(([first = ""]) => (first.startsWith(image.prefix) ? [first] : []))
          : [],
      );
    expect([await names(bob), await names(cem)]).toEqual([[], [name]]);
    expect((await bot.say(`/docker extend ${name} 1h`, cem)).tone).toBe("ok");
    expect((await bot.say(`/docker rm ${name} --force --yes`, cem)).title).toBe(`${name} is gone`);
  });
});

test("what is run inside a container is for admins, and stays in the audit trail", async () => {
  expect(await refusal(`/docker exec ${n("foreign")} ls`, bob)).toContain("This is for admins");
  expect(await refusal(`/docker get ${n("made")} /tmp/mark`, bob)).toContain("This is for admins");
  await bot.say(`/docker run -d --init ${HEALTHY} --name ${n("box")} ${image.reference} sleep 600`);
  await bot.say(`/docker exec ${n("box")} -- echo hello`);
  const [row] = bot.assembly.ledger.audit.read({ command: "docker exec", limit: 1 });
  expect(row).toMatchObject({
    began: { user: "terminal:test/1000", line: `/docker exec ${n("box")} -- echo hello`, allowed: true, host: "local" },
    ended: { outcome: "ok" },
  });
  const [lease] = bot.assembly.ledger.list({}).filter(({ name }) => name === n("box"));
  expect(row?.ended?.targets).toEqual([lease?.id]);
});
