import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blockOf, fieldsOf, openTestBot, portWindow, secretOf, type TestBot } from "#test/support/bot.ts";
import { clients, type Client } from "#test/support/clients.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { noPodman, openPodman, type Podman } from "#test/support/podman.ts";

const kinds = await runnableDatabases();

describe.skipIf(noPodman)(`Podman${noPodman ? ` (skipped: ${noPodman})` : ""}`, () => {
  let podman: Podman;
  let bot: TestBot;
  beforeAll(async () => {
    podman = await openPodman();
    bot = await openTestBot({ HOSTS: `pod=podman://${podman.socket}?ports=${portWindow()}` });
  });
  afterAll(async () => {
    await bot[Symbol.asyncDispose]();
    await podman[Symbol.asyncDispose]();
  });

  describe.each(kinds)("a %s on it, from up to down", (kind) => {
    const name = `pod-${kind}`;
    let uri: string;
    beforeAll(() => handOver(kind, podman));

    test("comes up with a connection string that works", async () => {
      const reply = await bot.say(`/db up ${kind} --name ${name}`);
      expect(reply).toMatchObject({ tone: "ok", audience: "caller" });
      uri = secretOf(reply);
      await client(kind).write(uri, "kept");
      expect(fieldsOf(await bot.say(`/db status ${name}`))).toMatchObject({ Health: "answers queries" });
    });

    test("keeps data, address and login over a stop and a start", async () => {
      expect((await bot.say(`/db stop ${name}`)).title).toBe(`${name} is exited`);
      await expect(client(kind).read(uri)).rejects.toThrow();
      expect((await bot.say(`/db start ${name}`)).title).toBe(`${name} is running and answers`);
      expect(await client(kind).read(uri)).toBe("kept");
    });

    test("never had its password where others can read it", async () => {
      const password = decodeURIComponent(new URL(uri).password);
      const volumes = (await podman.command("volume", "ls", "--quiet")).split("\n");
      const seen = await Promise.all([
        podman.command("inspect", name),
        podman.command("volume", "inspect", ...volumes),
        podman.command("logs", name),
      ]);
      expect(seen.join("\n")).not.toContain(password);
    });

    test("is gone with its volumes and its network", async () => {
      expect(await bot.say(`/db down ${name} --yes`)).toMatchObject({ tone: "ok", title: `${name} is gone` });
      expect(await left()).toEqual([]);
      expect(bot.ledger.list({})).toEqual([]);
    });
  });

  test.runIf(kinds.includes("valkey"))("runs and removes a container in Docker's own words", async () => {
    const [image] = await handOver("valkey", podman);
    expect(await bot.say(`/docker run -d --name web ${image}`)).toMatchObject({ tone: "ok" });
    expect(blockOf(await bot.say("/docker ps"), "table").rows).toEqual([expect.arrayContaining(["web"])]);
    expect(blockOf(await bot.say("/docker exec web echo hello"), "log").text).toContain("hello");
    expect(blockOf(await bot.say("/docker stats web"), "table").rows).toHaveLength(1);
    expect(JSON.stringify(await bot.say("/docker top web"))).toContain("valkey-server");
    expect(JSON.stringify(await bot.say("/docker images"))).not.toContain("localhost/");
    // Had it been killed, that would be 137.
    expect(fieldsOf(await bot.say("/docker stop web"))["Exit code"]).not.toContain("137");
    expect(await bot.say("/docker rm web --force --volumes --yes")).toMatchObject({ tone: "ok" });
    expect(await left()).toEqual([]);
  });

  /** What containers, volumes and networks of containers there are. */
  async function left(): Promise<string[]> {
    const all = await Promise.all([
      podman.command("ps", "--all", "--format", "{{.Names}}"),
      podman.command("volume", "ls", "--quiet"),
      podman.command("network", "ls", "--format", "{{.Name}}", "--filter", "label=longshore.network=own"),
    ]);
    return all.flatMap((names) => names.split("\n")).filter((one) => one !== "");
  }
});

function client(kind: string): Client {
  const found = clients[kind];
  if (!found) throw new Error(`no client for ${kind}`);
  return found;
}

/** Gives Podman the images of a database that Docker has, and their names. */
async function handOver(kind: string, podman: Podman): Promise<readonly string[]> {
  const images = (await docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
  const own = images.filter((image) => image.replace(/^longshore\//, "").startsWith(`${kind}:`));
  const from = spawn("docker", ["save", ...own], { stdio: ["ignore", "pipe", "inherit"] });
  const to = spawn("docker", ["--host", `unix://${podman.socket}`, "load", "--quiet"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  from.stdout.pipe(to.stdin);
  const [code] = (await once(to, "exit")) as [number | null];
  if (code !== 0) throw new Error(`the images of ${kind} could not be loaded`);
  return own;
}
