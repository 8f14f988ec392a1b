import { expect, test } from "vitest";
import mongodb from "#databases/mongodb.ts";
import { imageWith, login, PASSWORD, problemOf, requestFor } from "./requests.ts";

test("the plan is a hardened server with the login in files", () => {
  const { files, ...rest } = mongodb.plan(requestFor("8.0.4"));
  expect(rest).toEqual({
    command: ["mongod", "--wiredTigerCacheSizeGB", "0.25"],
    env: {
      MONGO_INITDB_ROOT_USERNAME: "root",
      MONGO_INITDB_ROOT_PASSWORD_FILE: "/run/secrets/root-password",
    },
    secretPaths: ["/run/secrets", "/docker-entrypoint-initdb.d"],
    dataPath: "/data/db",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      { path: "/data/configdb", megabytes: 1 },
    ],
  });
  expect(files.map(({ name }) => name)).toEqual(["root-password", "longshore.js"]);
});

test("the script makes the caller's user, then shuts root in", () => {
  const script = mongodb.plan(requestFor("8.0.4")).files[1]?.content.reveal() ?? "";
  const did: unknown[] = [];
  const record =
    (what: string) =>
    (...values: unknown[]) =>
      did.push([what, ...values]);
  const admin = {
    createRole: record("createRole"),
    createUser: record("createUser"),
    updateUser: record("updateUser"),
  };
  // The script is JavaScript for mongosh; a stand-in for its `db` shows what it asks for.
  // oxlint-disable-next-line typescript/no-implied-eval
  new Function("db", script)({ getSiblingDB: (name: string) => (name === "admin" ? admin : undefined) });
  expect(did).toEqual([
    [
      "createRole",
      {
        role: "longshoreCaller",
        privileges: [
          { resource: { cluster: true }, actions: ["serverStatus"] },
          { resource: { db: "admin", collection: "" }, actions: ["changeOwnPassword"] },
        ],
        roles: [],
      },
    ],
    [
      "createUser",
      {
        user: "app",
        pwd: PASSWORD,
        mechanisms: ["SCRAM-SHA-256"],
        roles: [
          { role: "readWrite", db: "shop" },
          { role: "dbAdmin", db: "shop" },
          { role: "longshoreCaller", db: "admin" },
        ],
      },
    ],
    ["updateUser", "root", { authenticationRestrictions: [{ clientSource: ["127.0.0.1", "::1"] }] }],
  ]);
});

test.each([
  [{ args: ["--maxConns", "200", "--quiet"] }, "no problem"],
  [{ args: ["--maxConn", "200"] }, "MongoDB 8.0.4 has no --maxConn. | Did you mean --maxConns?"],
  [
    { args: ["--replSet", "rs0"] },
    "--replSet makes the server a part of something bigger; this one stands alone. | Leave it out.",
  ],
  [
    { args: ["--noauth"] },
    "--noauth would change who can log in and what they may do. | Leave it out: the login is in /db url",
  ],
  [
    { args: ["--bind_ip=127.0.0.1"] },
    "--bind_ip=127.0.0.1 would take the server off the address that clients reach it at. | Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  ],
  [{ args: ["maxConns"] }, '"maxConns" is not a flag of MongoDB\'s server. | Flags look like --maxConns 200'],
  [{ charset: "utf8" }, "MongoDB stores all text as UTF-8. | Leave --charset out."],
  [{ auth: "x509" }, 'Passwords of our MongoDB are SCRAM-SHA-256, not "x509". | Leave --auth out.'],
  [
    { login: { ...login, database: "admin" } },
    'MongoDB keeps the database name "admin" for itself. | Choose another: --database app',
  ],
])("%o", (asked, problem) => {
  expect(problemOf(() => mongodb.plan(requestFor("8.0.4", asked)))).toBe(problem);
});

test("the version is read from the official image", () => {
  expect(mongodb.versionOf(imageWith({ MONGO_MAJOR: "8.0", MONGO_VERSION: "8.0.4" }))).toBe("8.0.4");
});
