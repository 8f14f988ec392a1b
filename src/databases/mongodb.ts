import { randomBytes } from "node:crypto";
import type { Database, DatabasePlan, DatabaseRequest } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { probe, vitals } from "./mongodb/client.ts";
import { crashes } from "./mongodb/crashes.ts";
import { checkArguments } from "./mongodb/flags.ts";
import { formats, uri } from "./mongodb/formats.ts";
import { rotation } from "./mongodb/rotate.ts";
import { explain } from "./shared/crashes.ts";
import { versionIn } from "./shared/images.ts";
import { checkNames } from "./shared/names.ts";
import { isAtLeast } from "./shared/versions.ts";

const MIB = 1024 ** 2;
const LEAST_BYTES = 512 * MIB;

/** From the official image's contract and its entrypoint: there is no package to build an image from, so nothing here was run. */
const mongodb: Database = {
  title: "MongoDB",
  aliases: ["mongo"],
  repository: "mongo",
  defaultVersion: "8.0",
  versions: ["8.2", "8.0", "7.0"],
  port: 27_017,
  user: "999:999",
  memory: { defaultBytes: 1024 * MIB, leastBytes: LEAST_BYTES },
  firstStartMs: 120_000,
  stopSeconds: 60,
  versionOf: (image) => versionIn(image, "mongodb", ["MONGO_VERSION", "MONGO_MAJOR"]),
  plan,
  probe,
  vitals,
  rotation,
  uri,
  formats,
  explainCrash: (crash) => explain(crash, crashes, LEAST_BYTES),
};
export default mongodb;

const SECRETS = "/run/secrets";
const FIRST_START_SCRIPTS = "/docker-entrypoint-initdb.d";
const ROOT = "root";

function plan(request: DatabaseRequest): DatabasePlan {
  const { version, login } = request;
  if (!isAtLeast(version, 4, 4)) {
    throw new Problem("bad-input", `MongoDB ${version} is older than what we know how to set up; 4.4 is the oldest.`, {
      hint: `Use a newer one: /db up mongodb:${mongodb.defaultVersion}`,
    });
  }
  checkNames(login, {
    title: "MongoDB",
    users: { reserved: [ROOT, "__system"], longest: 64 },
    databases: { reserved: ["admin", "config", "local"], longest: 63 },
  });
  refuse("--charset", request.charset, "MongoDB stores all text as UTF-8.");
  refuse(
    "--collation",
    request.collation,
    "MongoDB has no collation of a server or a database; give one to a collection.",
  );
  if (request.auth !== undefined && request.auth.toLowerCase() !== "scram-sha-256") {
    throw new Problem("bad-input", `Passwords of our MongoDB are SCRAM-SHA-256, not "${request.auth}".`, {
      hint: "Leave --auth out.",
    });
  }
  checkArguments(request.args, version);
  return {
    command: ["mongod", ...cacheArguments(request.memoryBytes), ...request.args],
    env: {
      // The name is not secret. Both together switch the server's access control on.
      MONGO_INITDB_ROOT_USERNAME: ROOT,
      MONGO_INITDB_ROOT_PASSWORD_FILE: `${SECRETS}/root-password`,
    },
    files: [
      { name: "root-password", content: new Secret(randomBytes(24).toString("hex")) },
      { name: "longshore.js", content: new Secret(firstStartScript(request)) },
    ],
    secretPaths: [SECRETS, FIRST_START_SCRIPTS],
    dataPath: "/data/db",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      // The image declares a volume here for config servers; this keeps Docker from making one.
      { path: "/data/configdb", megabytes: 1 },
    ],
  };
}

/** WiredTiger takes half of the memory it sees beyond 1 GiB, and not less than 256 MB; small servers cannot spare that. */
function cacheArguments(memoryBytes: number): string[] {
  const gigabytes = Math.max(0.25, (memoryBytes / 1024 ** 3) * 0.4);
  return ["--wiredTigerCacheSizeGB", gigabytes.toFixed(2)];
}

/**
 * The caller's user, and root shut in. Users live in `admin`, where root does.
 *
 * `serverStatus`, which tells the number of connections, belongs to no role of one database, and nobody may change their
 * own password unless a role says so.
 */
function firstStartScript({ login }: DatabaseRequest): string {
  const { user, password, database } = login;
  const role = {
    role: "longshoreCaller",
    privileges: [
      { resource: { cluster: true }, actions: ["serverStatus"] },
      { resource: { db: "admin", collection: "" }, actions: ["changeOwnPassword"] },
    ],
    roles: [],
  };
  const caller = {
    user,
    pwd: password.reveal(),
    mechanisms: ["SCRAM-SHA-256"],
    roles: [
      { role: "readWrite", db: database },
      { role: "dbAdmin", db: database },
      { role: "longshoreCaller", db: "admin" },
    ],
  };
  const restrictions = [{ clientSource: ["127.0.0.1", "::1"] }];
  return [
    `const admin = db.getSiblingDB("admin");`,
    `admin.createRole(${JSON.stringify(role)});`,
    `admin.createUser(${JSON.stringify(caller)});`,
    `admin.updateUser(${JSON.stringify(ROOT)}, { authenticationRestrictions: ${JSON.stringify(restrictions)} });`,
    "",
  ].join("\n");
}

function refuse(option: string, value: string | undefined, message: string): void {
  if (value !== undefined) throw new Problem("bad-input", message, { hint: `Leave ${option} out.` });
}
