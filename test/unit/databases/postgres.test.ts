import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { DatabaseRequest } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import postgres from "#databases/postgres.ts";
import { scramVerifier } from "#databases/postgres/scram.ts";
import { imageWith, login, MIB, problemOf, requestFor } from "./requests.ts";

describe("the plan", () => {
  test("is a hardened server with the login in files", () => {
    const { files, ...rest } = postgres.plan(requestFor("17.2"));
    expect(rest).toEqual({
      command: [
        ...["postgres", "-c", "shared_buffers=128MB"],
        ...["-c", "min_wal_size=80MB", "-c", "max_wal_size=1GB"],
      ],
      env: {
        POSTGRES_PASSWORD_FILE: "/run/secrets/superuser-verifier",
        POSTGRES_INITDB_ARGS: "--auth-host=scram-sha-256 --wal-segsize=4",
      },
      secretPaths: ["/run/secrets", "/docker-entrypoint-initdb.d"],
      dataPath: "/var/lib/postgresql/data",
      tmpfs: [
        { path: "/tmp", megabytes: 64 },
        { path: "/var/run/postgresql", megabytes: 1 },
      ],
      shmBytes: 256 * MIB,
    });
    expect(files.map(({ name }) => name)).toEqual(["superuser-verifier", "longshore.sql"]);
  });

  test("leaves the log's segments as they are where initdb cannot make others", () => {
    const { command, env } = postgres.plan(requestFor("10.23"));
    expect(command).toEqual(["postgres", "-c", "shared_buffers=128MB"]);
    expect(env["POSTGRES_INITDB_ARGS"]).toBe("--auth-host=scram-sha-256");
  });

  test("keeps the data of 18 and newer where their images want it", () => {
    expect(postgres.plan(requestFor("18.0")).dataPath).toBe("/var/lib/postgresql");
  });

  test("makes the role and its database in one script, without the password", () => {
    expect(sqlOf({})).toBe(`CREATE ROLE "app" LOGIN PASSWORD '<verifier>';\nCREATE DATABASE "shop" OWNER "app";\n`);
  });

  test("gives the schema to the caller where it does not belong to the database's owner anyway", () => {
    expect(sqlOf({ version: "14.9" })).toContain(`\\connect "shop"\nALTER SCHEMA public OWNER TO "app";\n`);
  });

  test("gives the superuser another password each time", () => {
    const [first, second] = [0, 1].map(() => postgres.plan(requestFor("17")).files[0]?.content.reveal());
    expect(first).not.toBe(second);
  });
});

test("the verifier is the one of RFC 7677's example", () => {
  // The RFC gives the password, the salt and the server's signature; the signature needs the server key.
  const verifier = scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"));
  const serverKey = Buffer.from(verifier.split(":")[2] ?? "", "base64");
  const message =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  expect(createHmac("sha256", serverKey).update(message).digest("base64")).toBe(
    "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
  );
  expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/]{43}=:[\w+/]{43}=$/);
});

describe("charset and collation", () => {
  test.each([
    [{ charset: "utf-8" }, " TEMPLATE template0 ENCODING 'UTF8' "],
    [{ charset: "latin1" }, " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"],
    [{ collation: "C" }, " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"],
    [{ collation: "en_US.UTF-8" }, " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'en_US.utf8'"],
    [
      { collation: "de_DE.UTF-8" },
      " TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C'",
    ],
    [
      { charset: "latin9", collation: "sv" },
      " TEMPLATE template0 ENCODING 'LATIN9' LOCALE_PROVIDER icu ICU_LOCALE 'sv' LOCALE 'C'",
    ],
    [
      { collation: "und-u-ks-level2" },
      " TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'und-u-ks-level2' LOCALE 'C'",
    ],
  ])("%o", (asked, clause) => {
    expect(sqlOf(asked)).toContain(`OWNER "app"${clause};`);
  });

  test.each([
    [{ charset: "utf9" }, 'PostgreSQL has no charset "utf9". | Did you mean --charset UTF8?'],
    [{ charset: "klingon" }, 'PostgreSQL has no charset "klingon". | Try --charset UTF8, LATIN1 or SQL_ASCII.'],
    [
      { charset: "GBK" },
      "PostgreSQL can talk GBK with clients, but not store it. | Use --charset UTF8 and let the client convert: SET client_encoding",
    ],
    [
      { collation: "utf8mb4_unicode_ci" },
      'PostgreSQL has no collation "utf8mb4_unicode_ci" in its image. | Use C, C.UTF-8, en_US.utf8, or a language for ICU: --collation de-DE',
    ],
    [
      { collation: "'; DROP DATABASE postgres; --" },
      `PostgreSQL has no collation "'; DROP DATABASE postgres; --" in its image. | Use C, C.UTF-8, en_US.utf8, or a language for ICU: --collation de-DE`,
    ],
    [
      { charset: "latin1", collation: "en_US.utf8" },
      "The collation en_US.utf8 goes with the charset UTF8 only, not with LATIN1. | Use --collation C, or --charset UTF8.",
    ],
    [
      { charset: "SQL_ASCII", collation: "de" },
      'ICU collations such as "de" do not go with the charset SQL_ASCII. | Use --charset UTF8, or --collation C.',
    ],
    [
      { version: "14.9", collation: "de" },
      'PostgreSQL 14.9 cannot have the ICU collation "de" for a whole database. | PostgreSQL 15 and newer can: /db up postgres:17. Or use C, C.UTF-8 or en_US.utf8.',
    ],
  ])("%o is refused", (asked, problem) => {
    expect(problemOf(() => postgres.plan(requestFor("17.2", asked)))).toBe(problem);
  });
});

describe("server flags", () => {
  test.each([
    [["-c", "work_mem=64MB"]],
    [["-c work_mem=64MB"], ["-c", "work_mem=64MB"]],
    [["-cwork_mem=64MB"]],
    [["--work-mem=64MB"]],
    [["-N", "50", "-F"]],
    [["-c", "auto_explain.log_min_duration=1s"]],
    [["-c", "pg_stat_statements.track=all"]],
    [["-c", "some_setting_of_the_future=1"]],
  ])("%j are passed on", (args, passed = args) => {
    expect(postgres.plan(requestFor("17.2", { args })).command.slice(7)).toEqual(passed);
  });

  test.each([
    [["-c", "prot=1"], "PostgreSQL 17.2 has no -c prot=1. | Did you mean -c port?"],
    [["-c", "shared_bufers=1GB"], "PostgreSQL 17.2 has no -c shared_bufers=1GB. | Did you mean -c shared_buffers?"],
    [["--max_conections=10"], "PostgreSQL 17.2 has no --max_conections=10. | Did you mean -c max_connections?"],
    [["work_mem=64MB"], '"work_mem=64MB" is not a flag of PostgreSQL\'s server. | Write it like -c work_mem=64MB'],
    [["-c"], '-c needs a setting: nothing has no "=". | Write it like -c work_mem=64MB'],
    [["-c", "fsync"], '-c needs a setting: fsync has no "=". | Write it like -c work_mem=64MB'],
    [
      ["-p", "6000"],
      "-p would change the port inside the container, where the published port leads to 5432. | To choose the port that clients dial: --port 15432",
    ],
    [
      ["-c", "Listen_Addresses="],
      "-c Listen_Addresses= would take the server off the address that clients reach it at. | Leave it out: the server listens inside its container, and the host decides who reaches the port.",
    ],
    [["-D", "/x"], "-D would move files away from the volume and the settings they are kept in. | Leave it out."],
    [
      ["-c", "archive_command=sh"],
      "-c archive_command=sh would run a shell command in the container as the server. | Leave it out.",
    ],
    [["--version"], "--version makes the server do something else than serve. | Leave it out."],
  ])("%j are refused", (args, problem) => {
    expect(problemOf(() => postgres.plan(requestFor("17.2", { args })))).toBe(problem);
  });
});

test.each([
  [{ user: "postgres" }, 'PostgreSQL keeps the user name "postgres" for itself. | Choose another: --user app'],
  [
    { user: "pg_app" },
    'PostgreSQL keeps user names that begin with pg_ for itself, such as "pg_app". | Choose another: --user app',
  ],
  [
    { database: "template1" },
    'PostgreSQL keeps the database name "template1" for itself. | Choose another: --database app',
  ],
  [{ user: "a".repeat(64) }, "PostgreSQL allows 63 letters in a user name; this has 64. | Choose another: --user app"],
  [
    { user: 'x"; DROP' },
    'A user name is a letter, then letters, digits and "_", all lower case. | Choose another: --user app',
  ],
])("the names %o are refused", (names, problem) => {
  expect(problemOf(() => postgres.plan(requestFor("17.2", { login: { ...login, ...names } })))).toBe(problem);
});

test.each([
  [
    "md5",
    'Passwords of our PostgreSQL are scram-sha-256, not "md5". | md5 is broken and PostgreSQL 18 warns of it; every driver since 2020 speaks scram-sha-256. Leave --auth out.',
  ],
  ["trust", 'Passwords of our PostgreSQL are scram-sha-256, not "trust". | Leave --auth out.'],
  ["SCRAM-SHA-256", "no problem"],
])("--auth %s", (auth, problem) => {
  expect(problemOf(() => postgres.plan(requestFor("17.2", { auth })))).toBe(problem);
});

test("a version without SCRAM is refused", () => {
  expect(problemOf(() => postgres.plan(requestFor("9.6")))).toBe(
    "PostgreSQL 9.6 has no SCRAM passwords; 10 was the first with them. | Use a newer one: /db up postgres:17",
  );
});

test.each([
  ["the official image", imageWith({ PG_MAJOR: "17", PG_VERSION: "17.2-1.pgdg120+1" }), "17.2"],
  ["an image made from it", imageWith({ PG_MAJOR: "16" }), "16"],
  [
    "ours",
    imageWith({ PG_VERSION: "15.18" }, { "longshore.database": "postgres", "longshore.version": "15.18-0+deb12u1" }),
    "15.18",
  ],
  ["ours of another database", imageWith({ PG_VERSION: "15.18" }, { "longshore.database": "mysql" }), undefined],
  ["something else", imageWith({ NGINX_VERSION: "1.29" }), undefined],
])("the version in %s", (_which, image, version) => {
  expect(postgres.versionOf(image)).toBe(version);
});

function sqlOf({ version = "17.2", ...changes }: Partial<DatabaseRequest>): string {
  const file = postgres.plan(requestFor(version, changes)).files.find(({ name }) => name === "longshore.sql");
  return (file?.content ?? new Secret("")).reveal().replace(/SCRAM-SHA-256\$[^']*/, "<verifier>");
}
