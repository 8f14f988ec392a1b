import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Baked } from "#core/baked.ts";
import type { Database, DatabasePlan, Target } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { lobbyOf } from "#leases/target.ts";
import { docker } from "#test/support/docker.ts";

const run = promisify(execFile);
export const password = "benchPassword0123456789abcd";

interface Floor {
  readonly environment: Readonly<Record<string, string>>;
  /** Words after the image. */
  readonly after: readonly string[];
  readonly user: string;
}

/** What somebody would give the image for the same result. */
export const floors: Readonly<Record<string, Floor>> = {
  postgres: {
    environment: { POSTGRES_USER: "app", POSTGRES_DB: "bench", POSTGRES_PASSWORD: password },
    after: [],
    user: "app",
  },
  mysql: { environment: mysqlVariables("MYSQL"), after: [], user: "app" },
  mariadb: { environment: mysqlVariables("MARIADB"), after: [], user: "app" },
  redis: { environment: {}, after: ["--requirepass", password, "--appendonly", "yes"], user: "default" },
  valkey: { environment: {}, after: ["--requirepass", password, "--appendonly", "yes"], user: "default" },
};

function mysqlVariables(prefix: string): Record<string, string> {
  const variables = {
    ROOT_PASSWORD: password,
    USER: "app",
    PASSWORD: password,
    DATABASE: "bench",
    INITDB_SKIP_TZINFO: "1",
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`${prefix}_${name}`, value]));
}

/** What `docker run` is told for a container like ours, without the secrets, which it has no way to put into a volume. */
export function hardening(database: Database, version: string, network: string): string[] {
  const { dataPath, tmpfs, shmBytes } = planOf(database, version);
  return [...isolation(database, network), "--read-only", "--volume", dataPath, ...besides(tmpfs, shmBytes)];
}

/** The same for one whose data is in its image, and so in its own layer. */
export function bakedHardening(database: Database, version: string, network: string): string[] {
  const { dataPath, tmpfs, shmBytes } = planOf(database, version);
  return [...isolation(database, network), ...besides([...tmpfs, { path: dataPath, megabytes: 1 }], shmBytes)];
}

function isolation({ user }: Database, network: string): string[] {
  return [
    ...["--network", network, "--user", user, "--cap-drop", "ALL", "--pids-limit", "512"],
    ...["--security-opt", "no-new-privileges", "--log-opt", "max-size=10m", "--log-opt", "max-file=3"],
    ...["--volume", "/run/secrets"],
  ];
}

function besides(tmpfs: DatabasePlan["tmpfs"], shmBytes: number | undefined): string[] {
  return [
    ...tmpfs.flatMap(({ path, megabytes }) => ["--tmpfs", `${path}:size=${megabytes}m,mode=1777`]),
    ...(shmBytes === undefined ? [] : ["--shm-size", String(shmBytes)]),
  ];
}

const LOGIN = { user: "app", password: new Secret(password), database: "bench" };

function planOf(database: Database, version: string, login = LOGIN): DatabasePlan {
  return database.plan({
    version,
    login,
    charset: undefined,
    collation: undefined,
    auth: undefined,
    args: [],
    memoryBytes: database.memory.defaultBytes,
  });
}

/** Milliseconds from `docker run`, with these flags besides, to the first answer of the driver. */
export async function floorOnce(
  kind: string,
  database: Database,
  image: string,
  flags: readonly string[],
): Promise<number> {
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
    const environment = Object.entries(how.environment).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
    await run("docker", [
      ...["run", "--detach", "--name", name, "--memory", memory, "--cpus", "1"],
      ...["--publish", `127.0.0.1:${port}:${database.port}`, ...flags, ...environment, image, ...how.after],
    ]);
    await untilAnswered(database, target);
    return performance.now() - begun;
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
}

/** Asks with the driver every 25 ms until there is an answer; throws what is in the way after two minutes. */
export async function untilAnswered(database: Database, target: Target): Promise<void> {
  const limit = AbortSignal.timeout(120_000);
  for (;;) {
    try {
      return await database.probe(target, new AbortController().signal);
    } catch (error) {
      if (limit.aborted) throw error;
      await delay(25);
    }
  }
}

/** The same for an image with the data in it, which carries its command and its environment. */
export async function bakedFloorOnce(
  database: Database,
  { reference, login, version }: Baked,
  flags: readonly string[],
): Promise<number> {
  const name = "longshore-bench-floor";
  const port = 19_000 + Math.floor(Math.random() * 900);
  const { env } = planOf(database, version, login);
  // Files that only ours has; a start that finds data needs none.
  const without = Object.keys(env).filter((key) => key.endsWith("_FILE"));
  try {
    const begun = performance.now();
    const memory = String(database.memory.defaultBytes);
    await run("docker", [
      ...["run", "--detach", "--name", name, "--memory", memory, "--cpus", "1", "--user", database.user, ...flags],
      ...["--publish", `127.0.0.1:${port}:${database.port}`, ...without.flatMap((key) => ["-e", `${key}=`]), reference],
    ]);
    await untilAnswered(database, lobbyOf(database, { address: "127.0.0.1", port, name, version, login }));
    return performance.now() - begun;
  } finally {
    await docker("rm", "--force", "--volumes", name);
  }
}
