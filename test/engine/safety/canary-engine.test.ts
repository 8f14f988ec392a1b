import { execFile } from "node:child_process";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portWindow, secretOf } from "#test/support/bot.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { openKeptBot, scratch } from "./support.ts";
import type { KeptBot } from "./support.ts";

const run = promisify(execFile);
/** Of these the host gets a verifier only, so that the password is in nothing at all that is sent. */
const verified = ["postgres", "redis", "valkey"];
const kinds = (await runnableDatabases()).filter((kind) => ["postgres", "redis", "mariadb"].includes(kind));

let folder: Awaited<ReturnType<typeof scratch>>;
let sent: Awaited<ReturnType<typeof recorded>>;
let bot: KeptBot;
beforeAll(async () => {
  folder = await scratch();
  sent = await recorded(join(folder.path, "docker.sock"));
  bot = await openKeptBot(folder.path, { HOSTS: `local=unix://${sent.path}?ports=${portWindow()}` });
});
afterAll(async () => {
  for (const { name } of bot.assembly.ledger.list({})) await bot.say(`/db down ${name} --yes`);
  await bot?.[Symbol.asyncDispose]();
  sent?.close();
  await folder?.[Symbol.asyncDispose]();
});

test.each(kinds)("the password of a %s is nowhere on its host where somebody could come across it", async (kind) => {
  const name = `canary-${kind}-${bot.assembly.ledger.instance}`;
  const uri = secretOf(await bot.say(`/db up ${kind} --name ${name}`));
  const password = decodeURIComponent(new URL(uri).password);
  await bot.say(`/db restart ${name}`);

  const id = bot.assembly.ledger.list({}).find((lease) => lease.name === name)?.id;
  const volumes = await docker("volume", "ls", "--quiet", "--filter", `label=longshore.lease=${id}`);
  const places = {
    inspect: await docker("inspect", name),
    volumes: await docker("volume", "inspect", ...volumes.split("\n")),
    logs: await docker("logs", name),
    "environment of what is run inside": await docker("exec", name, "env"),
    "environment of the server": await docker("exec", name, "cat", "/proc/1/environ"),
    argv: await docker("exec", name, "cat", "/proc/1/cmdline"),
    diff: await docker("diff", name),
    URLs:
      sent
        .text()
        .match(/^(?:GET|POST|PUT|DELETE|HEAD) \S+ HTTP/gm)
        ?.join("\n") ?? "",
    "what was sent": verified.includes(kind)
      ? sent.text()
      : sent.text().replaceAll(/^PUT [^]*?(?=^(?:GET|POST|DELETE) )/gm, ""),
  };
  expect(places.URLs).toContain("/containers/create?name=");
  const found = Object.entries(places).filter(([, text]) => text.includes(password));
  expect(found.map(([place]) => place)).toEqual([]);

  // All files of the container but its volumes, which is what a commit or an export of it takes along.
  const count = `docker export "$0" | grep --count --text --fixed-strings -- "$1" || true`;
  expect((await run("sh", ["-c", count, name, password])).stdout.trim()).toBe("0");
});

/** A socket that passes everything on to the engine, and keeps what it was sent. */
async function recorded(path: string) {
  const pieces: Buffer[] = [];
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: "/var/run/docker.sock", allowHalfOpen: true });
    client.on("data", (piece: Buffer) => void pieces.push(piece));
    client.pipe(engine).pipe(client);
    for (const socket of [client, engine]) socket.on("error", () => [client, engine].forEach((each) => each.destroy()));
  }).listen(path);
  await new Promise((resolve) => server.once("listening", resolve));
  return { path, text: () => Buffer.concat(pieces).toString("latin1"), close: () => void server.close() };
}
