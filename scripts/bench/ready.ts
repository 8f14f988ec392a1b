// From the order to a query answered: `/db up` beside the Docker CLI and a driver loop on the same image with the same
// login, limits and skips; once as somebody would type it, and once with the network and the hardening that ours gets,
// which is what Docker itself takes for the same container. All in one run, alternating, so that a busy moment hits all.
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Database } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { loadDatabases } from "#databases/load.ts";
import { ann, openTestBot } from "#test/support/bot.ts";
import type { TestBot } from "#test/support/bot.ts";
import { docker, runnableDatabases } from "#test/support/docker.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const run = promisify(execFile);
const password = "benchPassword0123456789abcd";

/** What somebody would type for the same result: words before the image, and after it. */
const floors: Readonly<Record<string, { before: readonly string[]; after: readonly string[]; user: string }>> = {
  postgres: {
    before: ["-e", "POSTGRES_USER=app", "-e", "POSTGRES_DB=bench", "-e", `POSTGRES_PASSWORD=${password}`],
    after: [],
    user: "app",
  },
  mysql: { before: mysqlFlags("MYSQL"), after: [], user: "app" },
  mariadb: { before: mysqlFlags("MARIADB"), after: [], user: "app" },
  redis: { before: [], after: ["--requirepass", password, "--appendonly", "yes"], user: "default" },
  valkey: { before: [], after: ["--requirepass", password, "--appendonly", "yes"], user: "default" },
};

function mysqlFlags(prefix: string): string[] {
  const variables = {
    ROOT_PASSWORD: password,
    USER: "app",
    PASSWORD: password,
    DATABASE: "bench",
    INITDB_SKIP_TZINFO: "1",
  };
  return Object.entries(variables).flatMap(([name, value]) => ["-e", `${prefix}_${name}=${value}`]);
}

export default async function benchReady(rounds: number): Promise<string> {
  const databases = await loadDatabases();
  const rows: string[][] = [];
  for (const kind of (await runnableDatabases()).filter((name) => databases.names.includes(name))) {
    const { database } = databases.find(kind);
    const plain: number[] = [];
    const hardened: number[] = [];
    const ours: number[] = [];
    await using bot = await openTestBot();
    const warm = await bot.say(`/db up ${kind} --name bench-warm`);
    if (warm.tone !== "ok") throw new Error(JSON.stringify(warm));
    const [lease] = bot.ledger.list({});
    const image = lease?.image ?? "";
    await bot.say("/db down bench-warm --yes");
    for (let round = 0; round < rounds; round++) {
      plain.push(await floorOnce(kind, database, image, []));
      hardened.push(await floorOnce(kind, database, image, hardening(database, lease?.version ?? "")));
      ours.push(await upOnce(bot, kind));
      await bot.say("/db down bench --yes");
    }
    const [plainMs, hardenedMs, oursMs] = [quantile(plain, 0.5), quantile(hardened, 0.5), quantile(ours, 0.5)];
    const figures = [plainMs, hardenedMs, oursMs, quantile(ours, 0.95), oursMs - plainMs, oursMs - hardenedMs];
    rows.push([`${kind} (${image})`, ...figures.map(milliseconds)]);
    console.error(rows.at(-1)?.join("  "));
  }
  const columns = ["database", "docker run ms", "the same, hardened", "/db up ms", "p95", "over run", "over hardened"];
  return table(columns, rows);
}

/** What `docker run` is told for a container like ours, without the secrets, which it has no way to put into a volume. */
function hardening(database: Database, version: string): string[] {
  const { dataPath, tmpfs, shmBytes } = database.plan({
    version,
    login: { user: "app", password: new Secret(password), database: "bench" },
    charset: undefined,
    collation: undefined,
    auth: undefined,
    args: [],
    memoryBytes: database.memory.defaultBytes,
  });
  return [
    ...["--network", "longshore", "--user", database.user, "--cap-drop", "ALL", "--read-only", "--pids-limit", "512"],
    ...["--security-opt", "no-new-privileges", "--log-opt", "max-size=10m", "--log-opt", "max-file=3"],
    ...["--volume", dataPath, "--volume", "/run/secrets"],
    ...tmpfs.flatMap(({ path, megabytes }) => ["--tmpfs", `${path}:size=${megabytes}m,mode=1777`]),
    ...(shmBytes === undefined ? [] : ["--shm-size", String(shmBytes)]),
  ];
}

/** Milliseconds from the order to the connection string; what is done after it is waited for, and not counted. */
async function upOnce({ bot }: TestBot, kind: string): Promise<number> {
  const what = { line: `/db up ${kind} --name bench` };
  const signal = new AbortController().signal;
  const begun = performance.now();
  let took: number | undefined;
  for await (const reply of bot.handle({ caller: ann, what, deliveryId: crypto.randomUUID(), signal })) {
    if (reply.tone === "working") continue;
    if (reply.tone !== "ok") throw new Error(JSON.stringify(reply));
    took ??= performance.now() - begun;
  }
  if (took === undefined) throw new Error("no answer");
  return took;
}

/** Milliseconds from `docker run`, with these flags besides, to the first answer of the driver. */
async function floorOnce(kind: string, database: Database, image: string, flags: readonly string[]): Promise<number> {
  const how = floors[kind];
  if (!how) throw new Error(`no floor for ${kind}`);
  const name = "longshore-bench-floor";
  const port = 19_000 + Math.floor(Math.random() * 900);
  const target = {
    address: "127.0.0.1",
    port,
    name,
    version: "",
    login: { user: how.user, password: new Secret(password), database: "bench" },
  };
  try {
    const begun = performance.now();
    const memory = String(database.memory.defaultBytes);
    await run("docker", [
      ...["run", "--detach", "--name", name, "--memory", memory, "--cpus", "1"],
      ...["--publish", `127.0.0.1:${port}:${database.port}`, ...flags, ...how.before, image, ...how.after],
    ]);
    for (;;) {
      try {
        await database.probe(target, new AbortController().signal);
        return performance.now() - begun;
      } catch {
        await delay(25);
      }
    }
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
}
