import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { portWindow } from "#test/support/bot.ts";
import { removeLabelled } from "#test/support/docker.ts";
import { chaos } from "./run.ts";

// node test/chaos/main.ts 120 redis: kills a bot so often on the real engine, and prints what was lost.
const kills = Number(process.argv[2] ?? 100);
const database = z.enum(["redis", "valkey", "postgres", "mariadb", "mysql"]).parse(process.argv[3] ?? "redis");
const dataDirectory = await mkdtemp(join(tmpdir(), "longshore-chaos-"));
try {
  const tell = (line: string) => void process.stdout.write(`${line}\n`);
  const result = await chaos({ dataDirectory, ports: portWindow(), kills, database, random: Math.random, tell });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  const { disorder, lost, wrongExpiry, lockedOut } = result;
  if ([disorder, lost, wrongExpiry, lockedOut].some((wrong) => wrong.length > 0)) process.exitCode = 1;
} finally {
  await removeLabelled(`longshore.instance=${(await readFile(join(dataDirectory, "instance"), "utf8")).trim()}`);
  await rm(dataDirectory, { recursive: true, force: true });
}
