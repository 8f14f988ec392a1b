import { randomBytes } from "node:crypto";
import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { bakingOf } from "./mysql-family/baking.ts";
import { charsetArguments } from "./mysql-family/charset.ts";
import { probe, vitals } from "./mysql-family/client.ts";
import { crashesOf } from "./mysql-family/crashes.ts";
import { checkArguments } from "./mysql-family/flags.ts";
import { formatsFor, uri } from "./mysql-family/formats.ts";
import { aheadOf } from "./mysql/ahead.ts";
import { authArguments, authCrashes } from "./mysql/auth.ts";
import { collations } from "./mysql/collations.ts";
import { removedFlags } from "./mysql/removed-flags.ts";
import { rotation } from "./mysql/rotate.ts";
import { variables } from "./mysql/variables.ts";
import { explain } from "./shared/crashes.ts";
import { versionIn } from "./shared/images.ts";
import { checkNames } from "./shared/names.ts";
import { isAtLeast } from "./shared/versions.ts";

const MIB = 1024 ** 2;
const LEAST_BYTES = 384 * MIB;
const crashes = [...authCrashes, ...crashesOf(variables)];

/** The server's UUID, and the keys that it makes for TLS and for passwords without it. */
const UNIQUE = [
  "auto.cnf",
  ...["ca", "ca-key", "server-cert", "server-key", "client-cert", "client-key", "private_key", "public_key"].map(
    (name) => `${name}.pem`,
  ),
];

const mysql: Database = {
  title: "MySQL",
  aliases: [],
  repository: "mysql",
  defaultVersion: "8.4",
  versions: ["9.7", "8.4", "8.0"],
  port: 3306,
  user: "999:999",
  memory: { defaultBytes: 1024 * MIB, leastBytes: LEAST_BYTES },
  // 8 to 9 s on two cores of 2026; MySQL 8.2 took others 14 to 20 s.
  firstStartMs: 120_000,
  stopSeconds: 60,
  versionOf: (image) =>
    // MariaDB's images up to 10.4 set MYSQL_* too.
    image.env["MARIADB_VERSION"] === undefined
      ? versionIn(image, "mysql", ["MYSQL_VERSION", "MYSQL_MAJOR"])
      : undefined,
  plan,
  probe,
  vitals,
  rotation,
  ahead: aheadOf(plan),
  baking: bakingOf(UNIQUE),
  uri,
  formats: formatsFor({
    cli: "mysql",
    jdbc: {
      scheme: "mysql",
      // Without TLS, caching_sha2_password sends the password under the server's RSA key, which the driver has to ask for.
      parameters: { sslMode: "DISABLED", allowPublicKeyRetrieval: true },
    },
    dotnet: { SslMode: "None", AllowPublicKeyRetrieval: "True" },
    python: 'import pymysql  # pip install "PyMySQL[rsa]"',
    prefix: "MYSQL",
  }),
  imageRules: {
    needsOneOf: [
      "MYSQL_ROOT_PASSWORD",
      "MYSQL_ROOT_PASSWORD_FILE",
      "MYSQL_ALLOW_EMPTY_PASSWORD",
      "MYSQL_RANDOM_ROOT_PASSWORD",
    ],
  },
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default mysql;

const SECRETS = "/run/secrets";

function plan(request: DatabaseRequest): DatabasePlan {
  const { version, login } = request;
  const title = `MySQL ${version}`;
  if (!isAtLeast(version, 8)) {
    throw new Problem("bad-input", `${title} is older than what we know how to set up; 8.0 is the oldest.`, {
      hint: `Use a newer one: /db up mysql:${mysql.defaultVersion}`,
    });
  }
  checkNames(login, {
    title: "MySQL",
    users: { reserved: ["root", "mysql", "event_scheduler"], longest: 32 },
    databases: { reserved: ["mysql", "sys", "information_schema", "performance_schema"], longest: 64 },
  });
  checkArguments(request.args, { title, known: variables, removed: removedFlags(version) });
  return {
    command: [
      "mysqld",
      // Looking up a client's name takes time, and can turn 127.0.0.1 into another account's "localhost".
      "--skip-name-resolve",
      // Sorting a big table for a new index needs room, which /tmp, in memory, has not.
      "--tmpdir=/var/lib/mysql",
      "--loose-mysqlx=OFF",
      // With a binary log, who is not a superuser may make no trigger and no function in their own database. A caller who
      // asks for one with --log-bin is trusted with them.
      "--skip-log-bin",
      "--loose-log-bin-trust-function-creators=ON",
      ...memoryArguments(request.memoryBytes),
      ...charsetArguments(request, { title, collations, relativeOf }),
      ...authArguments(request.auth, version),
      ...request.args,
    ],
    env: {
      MYSQL_ROOT_PASSWORD_FILE: `${SECRETS}/root-password`,
      MYSQL_ROOT_HOST: "localhost",
      MYSQL_USER: login.user,
      MYSQL_PASSWORD_FILE: `${SECRETS}/password`,
      MYSQL_DATABASE: login.database,
      // A third of a first start, for CONVERT_TZ with names of zones.
      MYSQL_INITDB_SKIP_TZINFO: "1",
    },
    files: [
      // For `docker exec`: root comes in from inside the container only.
      { name: "root-password", content: new Secret(randomBytes(24).toString("hex")) },
      { name: "password", content: login.password },
    ],
    secretPaths: [SECRETS],
    dataPath: "/var/lib/mysql",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      { path: "/var/run/mysqld", megabytes: 1 },
    ],
  };
}

/** The Performance Schema alone takes 200 MiB and more, which a small server has better use for. */
function memoryArguments(memoryBytes: number): string[] {
  const bufferPool = Math.max(32, Math.floor(memoryBytes / MIB / 4));
  const small = memoryBytes < 1024 * MIB;
  return [`--innodb-buffer-pool-size=${bufferPool}M`, ...(small ? ["--performance-schema=OFF"] : [])];
}

/** MariaDB's collations, and the nearest of ours. */
function relativeOf(collation: string): string | undefined {
  if (!collation.includes("uca1400")) return undefined;
  return collation.endsWith("as_cs") ? "utf8mb4_0900_as_cs" : "utf8mb4_0900_ai_ci";
}
