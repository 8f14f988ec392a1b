import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { aheadOf } from "./postgres/ahead.ts";
import { probe, vitals } from "./postgres/client.ts";
import { crashes } from "./postgres/crashes.ts";
import { serverArguments } from "./postgres/flags.ts";
import { formats, uri } from "./postgres/formats.ts";
import { localeClause } from "./postgres/locale.ts";
import { rotation } from "./postgres/rotate.ts";
import { lockedVerifier, scramVerifier } from "./postgres/scram.ts";
import { explain } from "./shared/crashes.ts";
import { versionIn } from "./shared/images.ts";
import { checkNames, type NameRules } from "./shared/names.ts";
import { isAtLeast } from "./shared/versions.ts";

const MIB = 1024 ** 2;
const LEAST_BYTES = 96 * MIB;

const postgres: Database = {
  title: "PostgreSQL",
  aliases: ["postgresql", "pg", "psql"],
  repository: "postgres",
  defaultVersion: "17",
  versions: ["18", "17", "16", "15", "14"],
  port: 5432,
  user: "999:999",
  memory: { defaultBytes: 512 * MIB, leastBytes: LEAST_BYTES },
  firstStartMs: 60_000,
  // The server closes clients and writes a checkpoint; the image's authors found 10 s too short and 90 s not always enough.
  stopSeconds: 60,
  versionOf: (image) => versionIn(image, "postgres", ["PG_VERSION", "PG_MAJOR"]),
  plan,
  probe,
  vitals,
  rotation,
  ahead: aheadOf(plan),
  baking: {
    at: (made, path) => ({ ...made, dataPath: path, env: { ...made.env, PGDATA: path } }),
    unique: [],
  },
  uri,
  formats,
  imageRules: {
    needsOneOf: ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"],
    badMounts: [
      {
        path: "/var/lib/postgresql/data",
        since: [18],
        why: "ends the container: the data is kept by major version one folder up.",
        instead: "/var/lib/postgresql",
      },
    ],
  },
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default postgres;

const SECRETS = "/run/secrets";
const FIRST_START_SCRIPTS = "/docker-entrypoint-initdb.d";

/**
 * Segments of the write-ahead log of 4 MiB, not 16: initdb writes one, and the first write of a server that starts from a baked
 * image copies one. How much there is of it between two checkpoints is as ever; initdb would make it a quarter, too.
 */
const SEGMENTS = ["--wal-segsize=4"];
const CHECKPOINTS = ["-c", "min_wal_size=80MB", "-c", "max_wal_size=1GB"];

const NAMES: NameRules = {
  title: "PostgreSQL",
  // Roles that begin with pg_ are PostgreSQL's too: see checkRequest.
  users: { reserved: ["postgres", "public", "none"], longest: 63 },
  databases: { reserved: ["postgres", "template0", "template1"], longest: 63 },
};

function plan(request: DatabaseRequest): DatabasePlan {
  checkRequest(request);
  const hasSegments = isAtLeast(request.version, 11);
  const sharedBuffers = Math.max(16, Math.floor(request.memoryBytes / MIB / 4));
  return {
    command: [
      ...["postgres", "-c", `shared_buffers=${sharedBuffers}MB`],
      ...(hasSegments ? CHECKPOINTS : []),
      ...serverArguments(request.args, request.version),
    ],
    env: {
      POSTGRES_PASSWORD_FILE: `${SECRETS}/superuser-verifier`,
      // Without it the image trusts whoever comes over its own loopback, a proxy in its network included.
      POSTGRES_INITDB_ARGS: ["--auth-host=scram-sha-256", ...(hasSegments ? SEGMENTS : [])].join(" "),
    },
    files: [
      // No password fits it: the superuser comes in over the container's own Unix socket only.
      { name: "superuser-verifier", content: new Secret(lockedVerifier()) },
      { name: "longshore.sql", content: new Secret(firstStartSql(request)) },
    ],
    secretPaths: [SECRETS, FIRST_START_SCRIPTS],
    // From 18 on the image keeps a directory of each major version below the mount, and ends when the old path is mounted.
    dataPath: isAtLeast(request.version, 18) ? "/var/lib/postgresql" : "/var/lib/postgresql/data",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      { path: "/var/run/postgresql", megabytes: 1 },
    ],
    // Parallel queries work in /dev/shm, which Docker makes 64 MiB; it counts against the memory limit.
    shmBytes: Math.max(64 * MIB, Math.floor(request.memoryBytes / 2)),
  };
}

function checkRequest({ version, login, auth }: DatabaseRequest): void {
  if (!isAtLeast(version, 10)) {
    throw new Problem("bad-input", `PostgreSQL ${version} has no SCRAM passwords; 10 was the first with them.`, {
      hint: `Use a newer one: /db up postgres:${postgres.defaultVersion}`,
    });
  }
  checkNames(login, NAMES);
  if (login.user.startsWith("pg_")) {
    throw new Problem(
      "bad-input",
      `PostgreSQL keeps user names that begin with pg_ for itself, such as "${login.user}".`,
      {
        hint: "Choose another: --user app",
      },
    );
  }
  if (auth !== undefined && auth.toLowerCase() !== "scram-sha-256") {
    throw new Problem("bad-input", `Passwords of our PostgreSQL are scram-sha-256, not "${auth}".`, {
      hint:
        auth.toLowerCase() === "md5"
          ? "md5 is broken and PostgreSQL 18 warns of it; every driver since 2020 speaks scram-sha-256. Leave --auth out."
          : "Leave --auth out.",
    });
  }
}

/**
 * The role with its verifier, so that the server never sees the password, and a database of its own.
 *
 * Every word in it is one of ours or has passed a check, so quoting is all the escaping there is to do.
 */
function firstStartSql(request: DatabaseRequest): string {
  const { user, password, database } = request.login;
  const lines = [
    `CREATE ROLE "${user}" LOGIN PASSWORD '${scramVerifier(password.reveal())}';`,
    `CREATE DATABASE "${database}" OWNER "${user}"${localeClause(request)};`,
  ];
  // Since 15 the schema belongs to whoever owns the database.
  if (!isAtLeast(request.version, 15)) lines.push(`\\connect "${database}"`, `ALTER SCHEMA public OWNER TO "${user}";`);
  return `${lines.join("\n")}\n`;
}
