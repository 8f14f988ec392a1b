import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { Database } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { floors, password, untilAnswered } from "./floor.ts";

const run = promisify(execFile);

/** The checks that the images' and Compose's own documentation give. */
const checks: Readonly<Record<string, readonly string[]>> = {
  postgres: ["CMD-SHELL", "pg_isready --username app --dbname bench"],
  mysql: ["CMD-SHELL", "mysqladmin ping --host 127.0.0.1 --user app --password=$$MYSQL_PASSWORD"],
  mariadb: ["CMD-SHELL", "mariadb-admin ping --host 127.0.0.1 --user app --password=$$MARIADB_PASSWORD"],
  redis: ["CMD", "redis-cli", "--pass", password, "ping"],
  valkey: ["CMD", "valkey-cli", "--pass", password, "ping"],
};

/** How Compose is called here, if at least its second version is there: the first cannot wait. */
export async function findCompose(): Promise<readonly string[] | undefined> {
  for (const words of [["docker", "compose"], ["docker-compose"]]) {
    const [program = "", ...before] = words;
    try {
      const { stdout } = await run(program, [...before, "version", "--short"]);
      if (/^v?[2-9]/.test(stdout.trim())) return words;
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}

/** Milliseconds from `up --wait`, with a check every second, to the first answer of the driver. */
export async function composeOnce(
  [program = "", ...before]: readonly string[],
  kind: string,
  database: Database,
  image: string,
): Promise<number> {
  const how = floors[kind];
  const test = checks[kind];
  if (!how || !test) throw new Error(`no Compose file for ${kind}`);
  const port = 19_000 + Math.floor(Math.random() * 900);
  const service = {
    image,
    command: how.after,
    environment: how.environment,
    ports: [`127.0.0.1:${port}:${database.port}`],
    mem_limit: database.memory.defaultBytes,
    cpus: 1,
    // Engines older than 25 have no interval of its own for the start.
    healthcheck: { test, interval: "1s", timeout: "1s", retries: 120 },
  };
  const folder = await mkdtemp(join(tmpdir(), "longshore-bench-"));
  const file = join(folder, "compose.yaml");
  const compose = (...words: string[]) => run(program, [...before, "--file", file, ...words]);
  await writeFile(file, stringify({ name: "longshore-bench", services: { database: service } }));
  try {
    const begun = performance.now();
    await compose("up", "--detach", "--wait");
    const login = { user: how.user, password: new Secret(password), database: "bench" };
    await untilAnswered(database, { address: "127.0.0.1", port, name: "bench", version: "", login });
    return performance.now() - begun;
  } finally {
    await compose("down", "--volumes", "--timeout", "1");
    await rm(folder, { recursive: true, force: true });
  }
}
