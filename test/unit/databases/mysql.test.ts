import { describe, expect, test } from "vitest";
import mysql from "#databases/mysql.ts";
import { imageWith, login, MIB, problemOf, requestFor } from "./requests.ts";

describe("the plan", () => {
  test("is a hardened server with the login in files", () => {
    const { files, ...rest } = mysql.plan(requestFor("8.4.9", { memoryBytes: 1024 * MIB }));
    expect(rest).toEqual({
      command: [
        "mysqld",
        "--skip-name-resolve",
        "--tmpdir=/var/lib/mysql",
        "--loose-mysqlx=OFF",
        "--skip-log-bin",
        "--loose-log-bin-trust-function-creators=ON",
        "--innodb-buffer-pool-size=256M",
        "--character-set-server=utf8mb4",
      ],
      env: {
        MYSQL_ROOT_PASSWORD_FILE: "/run/secrets/root-password",
        MYSQL_ROOT_HOST: "localhost",
        MYSQL_USER: "app",
        MYSQL_PASSWORD_FILE: "/run/secrets/password",
        MYSQL_DATABASE: "shop",
        MYSQL_INITDB_SKIP_TZINFO: "1",
      },
      secretPaths: ["/run/secrets"],
      dataPath: "/var/lib/mysql",
      tmpfs: [
        { path: "/tmp", megabytes: 64 },
        { path: "/var/run/mysqld", megabytes: 1 },
      ],
    });
    expect(files.map(({ name }) => name)).toEqual(["root-password", "password"]);
  });

  test("spares a small server the Performance Schema", () => {
    expect(mysql.plan(requestFor("8.4")).command).toContain("--performance-schema=OFF");
  });
});

describe("--auth", () => {
  test.each([
    ["8.0.40", "mysql_native_password", ["--default-authentication-plugin=mysql_native_password"]],
    [
      "8.4.9",
      "mysql_native_password",
      ["--mysql-native-password=ON", "--authentication-policy=mysql_native_password,,"],
    ],
    ["8.4.9", "caching_sha2_password", []],
    ["9.7.4", "caching_sha2_password", []],
  ])("MySQL %s with %s", (version, auth, flags) => {
    const plain = mysql.plan(requestFor(version)).command;
    expect(mysql.plan(requestFor(version, { auth })).command.filter((word) => !plain.includes(word))).toEqual(flags);
  });

  test.each([
    [
      "9.7.4",
      "mysql_native_password",
      "MySQL 9.7.4 has no mysql_native_password: it was removed in 9.0. | Use /db up mysql:8.4 --auth mysql_native_password, or leave --auth out and update the client's driver to one that knows caching_sha2_password.",
    ],
    [
      "8.4.9",
      "mysql_native_pasword",
      'MySQL has no way to log in called "mysql_native_pasword" that works without TLS and a directory. | Did you mean --auth mysql_native_password?',
    ],
    [
      "8.4.9",
      "kerberos",
      'MySQL has no way to log in called "kerberos" that works without TLS and a directory. | There are caching_sha2_password (the default) and mysql_native_password.',
    ],
  ])("MySQL %s refuses %s", (version, auth, problem) => {
    expect(problemOf(() => mysql.plan(requestFor(version, { auth })))).toBe(problem);
  });
});

describe("charset and collation", () => {
  test.each([
    [{ charset: "utf8mb4" }, ["--character-set-server=utf8mb4"]],
    [{ charset: "UTF8" }, ["--character-set-server=utf8mb3"]],
    [{ collation: "utf8mb4_unicode_ci" }, ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci"]],
    [
      { charset: "latin1", collation: "latin1_swedish_ci" },
      ["--character-set-server=latin1", "--collation-server=latin1_swedish_ci"],
    ],
    [{ collation: "binary" }, ["--character-set-server=binary", "--collation-server=binary"]],
  ])("%o", (asked, flags) => {
    const { command } = mysql.plan(requestFor("9.7.4", asked));
    expect(command.filter((word) => /character-set|collation/.test(word))).toEqual(flags);
  });

  test.each([
    [{ charset: "utf-8" }, 'MySQL 9.7.4 has no charset "utf-8". | Did you mean --charset utf8mb4?'],
    [{ charset: "utf8mb5" }, 'MySQL 9.7.4 has no charset "utf8mb5". | Did you mean --charset utf8mb4?'],
    [{ charset: "windows-1252" }, 'MySQL 9.7.4 has no charset "windows-1252". | Did you mean --charset latin1?'],
    [{ charset: "klingon" }, 'MySQL 9.7.4 has no charset "klingon". | Try utf8mb4, latin1 or binary.'],
    [
      { collation: "utf8mb4_unicod_ci" },
      'MySQL 9.7.4 has no collation "utf8mb4_unicod_ci". | Did you mean --collation utf8mb4_unicode_ci?',
    ],
    [
      { collation: "utf8mb4_uca1400_ai_ci" },
      'MySQL 9.7.4 has no collation "utf8mb4_uca1400_ai_ci". | Did you mean --collation utf8mb4_0900_ai_ci?',
    ],
    [
      { charset: "latin1", collation: "utf8mb4_bin" },
      "The collation utf8mb4_bin goes with the charset utf8mb4, not with latin1. | Use --charset utf8mb4, or --collation latin1_swedish_ci",
    ],
  ])("%o is refused", (asked, problem) => {
    expect(problemOf(() => mysql.plan(requestFor("9.7.4", asked)))).toBe(problem);
  });
});

describe("server flags", () => {
  test.each([
    [["--max-connections=200"]],
    [["--max_connections", "200"]],
    [["--sql-mode="]],
    [["--loose-some-plugin=1"]],
    [["--innodb-redo-log-capacity=64M", "--skip-log-bin"]],
    [["--validate-password.policy=LOW"]],
    [["--skip-external-locking"]],
  ])("%j are passed on", (args) => {
    expect(mysql.plan(requestFor("9.7.4", { args })).command.slice(-args.length)).toEqual(args);
  });

  test.each([
    [
      ["--charaterset-set-server=utf8"],
      "MySQL 9.7.4 has no --charaterset-set-server=utf8. | Did you mean --character-set-server?",
    ],
    [["--max-conections=5"], "MySQL 9.7.4 has no --max-conections=5. | Did you mean --max-connections?"],
    [
      ["max_connections=5"],
      '"max_connections=5" is not a flag of MySQL 9.7.4\'s server. | Write it like --max_connections=5',
    ],
    [
      ["--default-authentication-plugin=mysql_native_password"],
      "--default-authentication-plugin=mysql_native_password was removed in MySQL 8.4; the server would not start with it. | Use --auth mysql_native_password of /db up with MySQL 8.4, or leave it out and update the client's driver.",
    ],
    [
      ["--mysql_native_password=ON"],
      "--mysql_native_password=ON was removed in MySQL 9.0; the server would not start with it. | Use --auth mysql_native_password of /db up with MySQL 8.4, or leave it out and update the client's driver.",
    ],
    [
      ["--innodb-log-file-size=1G"],
      "--innodb-log-file-size=1G was removed in MySQL 9.7; the server would not start with it. | Use --innodb-redo-log-capacity=128M",
    ],
    [
      ["--port=3307"],
      "--port=3307 would change the port inside the container, where the published port leads to 3306. | To choose the port that clients dial: --port 13306",
    ],
    [
      ["-P3307"],
      "-P3307 would change the port inside the container, where the published port leads to 3306. | To choose the port that clients dial: --port 13306",
    ],
    [
      ["--skip-networking"],
      "--skip-networking would take the server off the address that clients reach it at. | Leave it out: the server listens inside its container, and the host decides who reaches the port.",
    ],
    [
      ["--loose-datadir=/x"],
      "--loose-datadir=/x would move files away from the volume or the image they are kept in. | Leave it out.",
    ],
    [
      ["--skip-grant-tables"],
      "--skip-grant-tables would change who can log in and what they may do. | Leave it out: the login is in /db url",
    ],
    [["--initialize"], "--initialize makes the server do something else than serve. | Leave it out."],
    [["shutdown"], '"shutdown" is not a flag of MySQL 9.7.4\'s server. | Flags look like --max-connections=200'],
  ])("%j are refused", (args, problem) => {
    expect(problemOf(() => mysql.plan(requestFor("9.7.4", { args })))).toBe(problem);
  });

  test("what a version still has is not refused for it", () => {
    const args = ["--default-authentication-plugin=mysql_native_password", "--innodb-log-file-size=64M"];
    expect(problemOf(() => mysql.plan(requestFor("8.0.40", { args })))).toBe("no problem");
  });
});

test("names that MySQL keeps, or cannot hold, are refused", () => {
  const withLogin = (names: object) =>
    problemOf(() => mysql.plan(requestFor("9.7", { login: { ...login, ...names } })));
  expect(withLogin({ user: "root" })).toBe('MySQL keeps the user name "root" for itself. | Choose another: --user app');
  expect(withLogin({ database: "sys" })).toBe(
    'MySQL keeps the database name "sys" for itself. | Choose another: --database app',
  );
  expect(withLogin({ user: "a".repeat(33) })).toBe(
    "MySQL allows 32 letters in a user name; this has 33. | Choose another: --user app",
  );
});

test.each([
  ["the official image", imageWith({ MYSQL_MAJOR: "8.4", MYSQL_VERSION: "8.4.9-1.el9" }), "8.4.9"],
  ["ours", imageWith({}, { "longshore.database": "mysql", "longshore.version": "9.7.4-2" }), "9.7.4"],
  ["an old one of MariaDB", imageWith({ MYSQL_VERSION: "10.4", MARIADB_VERSION: "1:10.4.2" }), undefined],
])("the version in %s", (_which, image, version) => {
  expect(mysql.versionOf(image)).toBe(version);
});
