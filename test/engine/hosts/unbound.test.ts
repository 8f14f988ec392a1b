import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "#core/reply.ts";
import { blockOf, fieldsOf, portWindow, secretOf } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { startOwnEngine } from "#test/support/own-engine.ts";
import { noSshd, openSshd } from "#test/support/sshd.ts";
import { openAuthority, openTlsDocker, temporaryFolder } from "#test/support/tls.ts";
import { openKeptBot, scratch } from "../safety/support.ts";
import type { KeptBot } from "../safety/support.ts";

const SAYS = 'The settings give no address to bind ports to on "lab", so they are on its loopback address';
const notes = ({ blocks = [] }: Reply) => blocks.flatMap((block) => (block.kind === "text" ? [block.text] : []));

describe("a TLS host by its name, without bind", () => {
  let stack: AsyncDisposableStack;
  let bot: KeptBot;
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    const folder = stack.use(await temporaryFolder());
    const authority = await openAuthority(folder.path, "authority");
    const names = `DNS:${hostname()}`;
    const server = await authority.issue("server", { names, usage: "serverAuth" });
    const client = await authority.issue("client", { usage: "clientAuth" });
    const { address } = await lookup(hostname());
    const { port } = stack.use(await openTlsDocker(server, {}, address));
    const lab = `tcp://${hostname()}:${port}?certs=${client}&ports=${portWindow()}`;
    const data = stack.use(await scratch());
    bot = stack.use(await openKeptBot(data.path, { HOSTS: `lab=${lab},local=docker?ports=${portWindow()}` }));
  });
  afterAll(() => stack.disposeAsync());

  test("hands out no database, and says at once what to set", async () => {
    const begun = performance.now();
    const { problem } = await bot.say("/db up redis --memory 64m --host lab");
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(problem).toMatchObject({ code: "configuration", message: expect.stringContaining(SAYS) });
    expect(problem?.hint).toContain("Set bind of lab in HOSTS to an address of that machine");
    expect(bot.assembly.ledger.list({})).toEqual([]);
  });

  test("is passed over when no host is named", async () => {
    const reply = await bot.say("/db up redis --memory 64m --name unbound-redis");
    expect(notes(reply)[0]).toContain(`On local, the first host that has room: ${SAYS}`);
    await bot.say("/db down unbound-redis --yes");
  });

  test("publishes ports of /docker run on its loopback address alone, and says so", async () => {
    const line = "--name unbound-box --memory 64m -d -p 6379 longshore/redis:7.0";
    const reply = await bot.say(`/docker run --host lab ${line}`);
    expect(await docker("port", "unbound-box")).toMatch(/^6379\/tcp -> 127\.0\.0\.1:\d+$/);
    expect(notes(reply).join(" ")).toContain(SAYS);
    await bot.say("/docker rm unbound-box --host lab --force --volumes --yes");
  });

  test("is told by /host status and by the doctor", async () => {
    expect(notes(await bot.say("/host status lab")).join(" ")).toContain(SAYS);
    const { rows } = blockOf(await bot.say("/longshore doctor"), "table");
    const [row] = rows.filter(([mark, about]) => mark === "wrong" && about === "host lab");
    expect(row?.[2]).toContain(SAYS);
    expect(row?.[3]).toContain("Set bind of lab in HOSTS");
  });
});

describe.skipIf(noSshd)(`an SSH host by its name, without bind${noSshd ? ` (skipped: ${noSshd})` : ""}`, () => {
  test("brings its databases' ports through SSH, and says so", async () => {
    await using engine = await startOwnEngine({ images: ["longshore/redis:7.0"] });
    await using sshd = await openSshd();
    // The other machine is a namespace of its own, whose loopback is not ours.
    const server = `/usr/sbin/sshd -i -f ${join(dirname(sshd.config), "sshd_config")}`;
    const config = await sshd.configWith("far", [
      "Host far.example",
      `  ProxyCommand nsenter --net=/run/netns/${engine.network} ${server}`,
      `  HostKeyAlias [127.0.0.1]:${sshd.port}`,
      "Host *",
    ]);
    await using data = await scratch();
    const far = `far=ssh://${sshd.user}@far.example?config=${config}&socket=${engine.socket}&ports=${portWindow()}`;
    const env = { HOSTS: far, PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
    await using bot = await openKeptBot(data.path, env);
    const reply = await bot.say("/db up redis --memory 64m --name far-redis");
    expect(fieldsOf(reply)["Address"]).toMatch(/^127\.0\.0\.1:2\d{4}$/);
    expect(notes(reply)).toEqual([
      "Ports of far come through SSH to 127.0.0.1 of the bot's machine, for as long as the bot runs.",
    ]);
    expect(await engine.docker("port", "far-redis")).toMatch(/^6379\/tcp -> 127\.0\.0\.1:2\d{4}$/);
    const client = createClient({ url: secretOf(reply), socket: { reconnectStrategy: false } });
    client.on("error", () => undefined);
    await client.connect();
    expect(await client.ping()).toBe("PONG");
    client.destroy();
    await bot.say("/db down far-redis --yes");
  });
});
