import { randomBytes } from "node:crypto";
import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { aheadOf } from "./mariadb/ahead.ts";
import { checkAuth } from "./mariadb/auth.ts";
import { collationsOf } from "./mariadb/collations.ts";
import { nativeHash } from "./mariadb/native-hash.ts";
import { rotation } from "./mariadb/rotate.ts";
import { variables } from "./mariadb/variables.ts";
import { bakingOf } from "./mysql-family/baking.ts";
import { charsetArguments } from "./mysql-family/charset.ts";
import { probe, vitals } from "./mysql-family/client.ts";
import { crashesOf } from "./mysql-family/crashes.ts";
import { checkArguments } from "./mysql-family/flags.ts";
import { formatsFor, uri } from "./mysql-family/formats.ts";
import { explain } from "./shared/crashes.ts";
import { versionIn } from "./shared/images.ts";
import { checkNames } from "./shared/names.ts";
import { isAtLeast } from "./shared/versions.ts";

const MIB = 1024 ** 2;
const LEAST_BYTES = 192 * MIB;
const crashes = crashesOf(variables);

const mariadb: Database = {
  title: "MariaDB",
  aliases: ["maria"],
  repository: "mariadb",
  defaultVersion: "11.8",
  versions: ["12.3", "11.8", "11.4", "10.11", "10.6"],
  port: 3306,
  user: "999:999",
  memory: { defaultBytes: 512 * MIB, leastBytes: LEAST_BYTES },
  firstStartMs: 90_000,
  stopSeconds: 60,
  versionOf: (image) => versionIn(image, "mariadb", ["MARIADB_VERSION", "MARIADB_MAJOR"]),
  plan,
  probe,
  vitals,
  rotation,
  ahead: aheadOf(plan),
  baking: bakingOf([]),
  uri,
  formats: formatsFor({
    // Clients of 11.4 and newer insist on TLS otherwise.
    cli: "mariadb --skip-ssl",
    jdbc: { scheme: "mariadb", parameters: { sslMode: "disable" } },
    dotnet: { SslMode: "None" },
    python: "import pymysql",
    prefix: "MARIADB",
  }),
  // It takes MySQL's names as well.
  imageRules: {
    needsOneOf: ["MARIADB", "MYSQL"].flatMap((prefix) =>
      [
        "ROOT_PASSWORD",
        "ROOT_PASSWORD_FILE",
        "ROOT_PASSWORD_HASH",
        "ALLOW_EMPTY_ROOT_PASSWORD",
        "ALLOW_EMPTY_PASSWORD",
        "RANDOM_ROOT_PASSWORD",
      ].map((name) => `${prefix}_${name}`),
    ),
  },
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default mariadb;

const SECRETS = "/run/secrets";

function plan(request: DatabaseRequest): DatabasePlan {
  const { version, login } = request;
  const title = `MariaDB ${version}`;
  if (!isAtLeast(version, 10, 6)) {
    throw new Problem("bad-input", `${title} is older than what we know how to set up; 10.6 is the oldest.`, {
      hint: `Use a newer one: /db up mariadb:${mariadb.defaultVersion}`,
    });
  }
  checkNames(login, {
    title: "MariaDB",
    users: { reserved: ["root", "mysql", "healthcheck", "public"], longest: 80 },
    databases: { reserved: ["mysql", "sys", "information_schema", "performance_schema"], longest: 64 },
  });
  checkAuth(request.auth);
  checkArguments(request.args, { title, known: variables, removed: [] });
  const bufferPool = Math.max(16, Math.floor(request.memoryBytes / MIB / 4));
  return {
    command: [
      "mariadbd",
      // Looking up a client's name takes time, and can turn 127.0.0.1 into another account's "localhost".
      "--skip-name-resolve",
      // Sorting a big table for a new index needs room, which /tmp, in memory, has not.
      "--tmpdir=/var/lib/mysql",
      `--innodb-buffer-pool-size=${bufferPool}M`,
      ...charsetArguments(request, { title, collations: collationsOf(version), relativeOf: relativeIn(version) }),
      ...request.args,
    ],
    env: {
      MARIADB_ROOT_PASSWORD_FILE: `${SECRETS}/root-password`,
      MARIADB_ROOT_HOST: "localhost",
      MARIADB_USER: login.user,
      MARIADB_PASSWORD_HASH_FILE: `${SECRETS}/password-hash`,
      MARIADB_DATABASE: login.database,
      // Half of a first start, for CONVERT_TZ with names of zones.
      MARIADB_INITDB_SKIP_TZINFO: "1",
    },
    files: [
      // For `docker exec`: root comes in from inside the container only.
      { name: "root-password", content: new Secret(randomBytes(24).toString("hex")) },
      { name: "password-hash", content: new Secret(nativeHash(login.password.reveal())) },
    ],
    secretPaths: [SECRETS],
    dataPath: "/var/lib/mysql",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      { path: "/var/run/mysqld", megabytes: 1 },
    ],
  };
}

/** For the collations of MySQL and of newer versions, the nearest that this one has. */
function relativeIn(version: string): (collation: string) => string | undefined {
  return (collation) => {
    if (!/0900|uca1400/.test(collation)) return undefined;
    return isAtLeast(version, 10, 10) ? "utf8mb4_uca1400_ai_ci" : "utf8mb4_unicode_520_ci";
  };
}
