import { describe, expect, test } from "vitest";
import mariadb from "#databases/mariadb.ts";
import { imageWith, problemOf, requestFor } from "./requests.ts";

test("the plan is a hardened server that knows the password's hash only", () => {
  const { files, ...rest } = mariadb.plan(requestFor("11.8.2"));
  expect(rest).toEqual({
    command: [
      "mariadbd",
      "--skip-name-resolve",
      "--tmpdir=/var/lib/mysql",
      "--innodb-buffer-pool-size=128M",
      "--character-set-server=utf8mb4",
    ],
    env: {
      MARIADB_ROOT_PASSWORD_FILE: "/run/secrets/root-password",
      MARIADB_ROOT_HOST: "localhost",
      MARIADB_USER: "app",
      MARIADB_PASSWORD_HASH_FILE: "/run/secrets/password-hash",
      MARIADB_DATABASE: "shop",
      MARIADB_INITDB_SKIP_TZINFO: "1",
    },
    secretPaths: ["/run/secrets"],
    dataPath: "/var/lib/mysql",
    tmpfs: [
      { path: "/tmp", megabytes: 64 },
      { path: "/var/run/mysqld", megabytes: 1 },
    ],
  });
  expect(files[0]?.content.reveal()).toMatch(/^[0-9a-f]{48}$/);
  // SELECT PASSWORD('Abcdefghijklmnopqrstuvwx') of MariaDB 10.11.
  expect(files[1]?.content.reveal()).toBe("*BBBAEA8BEFA141A8EA3D0CFBB69F11E6080FA8ED");
});

describe("collations belong to versions", () => {
  test.each([
    ["10.6.20", "utf8mb4_unicode_520_ci"],
    ["10.11.19", "utf8mb4_uca1400_ai_ci"],
    ["10.11.19", "utf8mb4_uca1400_swedish_nopad_as_cs"],
    ["11.8.2", "utf8mb4_0900_ai_ci"],
  ])("MariaDB %s has %s", (version, collation) => {
    expect(mariadb.plan(requestFor(version, { collation })).command).toContain(`--collation-server=${collation}`);
  });

  test.each([
    ["10.6.20", "utf8mb4_uca1400_ai_ci", "utf8mb4_unicode_520_ci"],
    ["10.6.20", "utf8mb4_0900_ai_ci", "utf8mb4_unicode_520_ci"],
    ["10.11.19", "utf8mb4_0900_ai_ci", "utf8mb4_uca1400_ai_ci"],
    ["10.11.19", "utf8mb4_genral_ci", "utf8mb4_general_ci"],
  ])("MariaDB %s has no %s", (version, collation, meant) => {
    expect(problemOf(() => mariadb.plan(requestFor(version, { collation })))).toBe(
      `MariaDB ${version} has no collation "${collation}". | Did you mean --collation ${meant}?`,
    );
  });
});

test.each([
  ["mysql_native_password", "no problem"],
  [
    "ed25519",
    "Few drivers can log in to MariaDB with ed25519, so we do not hand it out. | Leave --auth out: it is mysql_native_password.",
  ],
  [
    "caching_sha2_password",
    "caching_sha2_password is MySQL's; MariaDB does not create logins with it. | Leave --auth out: it is mysql_native_password. Or use MySQL: /db up mysql",
  ],
  ["native", 'MariaDB has no way to log in called "native". | Did you mean --auth mysql_native_password?'],
])("--auth %s", (auth, problem) => {
  expect(problemOf(() => mariadb.plan(requestFor("11.8.2", { auth })))).toBe(problem);
});

test.each([
  [
    ["--innodb-bufer-pool-size=1G"],
    "MariaDB 11.8.2 has no --innodb-bufer-pool-size=1G. | Did you mean --innodb-buffer-pool-size?",
  ],
  // MariaDB completes a name that is cut short.
  [
    ["--bind-add=127.0.0.1"],
    "--bind-add=127.0.0.1 would take the server off the address that clients reach it at. | Leave it out: the server listens inside its container, and the host decides who reaches the port.",
  ],
  [["--query-cache-size=1M"], "no problem"],
  [["--wsrep-on=OFF", "--max-statement-time=5"], "no problem"],
])("the server flags %j", (args, problem) => {
  expect(problemOf(() => mariadb.plan(requestFor("11.8.2", { args })))).toBe(problem);
});

test("the version of the official image is read without its epoch", () => {
  expect(mariadb.versionOf(imageWith({ MARIADB_VERSION: "1:11.4.2+maria~ubu2404" }))).toBe("11.4.2");
  expect(mariadb.versionOf(imageWith({ MYSQL_VERSION: "8.4.9-1.el9" }))).toBe(undefined);
});
