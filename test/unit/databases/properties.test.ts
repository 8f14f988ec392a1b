import { createClient } from "@redis/client";
import * as fc from "fast-check";
import { MongoClient } from "mongodb";
import { createPool } from "mysql2";
import { Client } from "pg";
import { expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { loadDatabases } from "#databases/load.ts";
import mariadb from "#databases/mariadb.ts";
import mongodb from "#databases/mongodb.ts";
import mysql from "#databases/mysql.ts";
import postgres from "#databases/postgres.ts";
import redis from "#databases/redis.ts";
import { requestFor, targetFor } from "./requests.ts";

const databases = await loadDatabases();
const all = databases.names.map((name) => databases.find(name).database);

const name = fc.stringMatching(/^[a-z][a-z0-9_]{2,20}$/);
const password = fc.stringMatching(/^[A-Za-z0-9]{24,40}$/);
const anyLogin = fc.record({ user: name, password: password.map((text) => new Secret(text)), database: name });

test("a plan never has the password in the command or the environment, and a host that can do without it never gets it", () => {
  fc.assert(
    fc.property(anyLogin, (login) => {
      for (const database of all) {
        const plan = planOrUndefined(() => database.plan(requestFor(database.defaultVersion, { login })));
        if (plan === undefined) continue;
        const secret = login.password.reveal();
        expect(JSON.stringify([plan.command, plan.env, plan.secretPaths])).not.toContain(secret);
        const inFiles = plan.files.some(({ content }) => content.reveal().includes(secret));
        expect(inFiles).toBe(database === mysql || database === mongodb);
      }
    }),
    { numRuns: 25 },
  );
});

test("any legal login survives the way through a connection string and the driver's own reading of it", () => {
  fc.assert(
    fc.property(anyLogin, fc.integer({ min: 1024, max: 65_535 }), (login, port) => {
      const target = targetFor({ login, port });
      const expected = { user: login.user, password: login.password.reveal(), database: login.database, port };

      const client = new Client({ connectionString: postgres.uri(target) });
      expect(pick(client, ["user", "password", "database", "port"])).toEqual(expected);
      for (const family of [mysql, mariadb]) expect(readMysql(family.uri(target))).toMatchObject(expected);
      const { options } = createClient({ url: redis.uri(target) });
      expect(options).toMatchObject({ username: login.user, password: login.password.reveal(), database: 0 });
      const { credentials, dbName, hosts, directConnection } = new MongoClient(mongodb.uri(target)).options;
      expect(credentials).toMatchObject({ username: login.user, password: expected.password, source: "admin" });
      expect([dbName, hosts.map(String), directConnection]).toEqual([login.database, [`127.0.0.1:${port}`], true]);
    }),
    // A client of each driver is made every time.
    { numRuns: 20 },
  );
});

test("whatever is typed as a server flag, a charset or a way to log in, the answer is a plan or a Problem", () => {
  const flag = fc.oneof(
    fc.string(),
    fc.string().map((text) => `--${text}`),
    fc.string().map((text) => `-c ${text}`),
    fc.constantFrom("-c", "--", "-", "--=", "-c=", "--port", "-p", "--loose-", "--skip-", `--${"x".repeat(5000)}`),
  );
  const maybe = fc.option(fc.oneof(fc.string(), fc.constantFrom("utf8", "C", "binary", "md5")), { nil: undefined });
  fc.assert(
    fc.property(fc.array(flag, { maxLength: 4 }), maybe, maybe, maybe, (args, charset, collation, auth) => {
      for (const database of all) {
        const plan = () => database.plan(requestFor(database.defaultVersion, { args, charset, collation, auth }));
        expect(() => planOrUndefined(plan)).not.toThrow();
      }
    }),
  );
});

test("whatever a server's last words are, explaining them does not fail", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5000 }), fc.integer({ min: 0, max: 255 }), (log, exitCode) => {
      for (const database of all) {
        const crash = { exitCode, outOfMemory: false, memoryBytes: 1, version: "1", log };
        expect(() => database.explainCrash(crash)).not.toThrow();
      }
    }),
  );
});

function planOrUndefined<T>(plan: () => T): T | undefined {
  try {
    return plan();
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function pick(value: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((key): [string, unknown] => [key, Reflect.get(value, key)]));
}

/** A pool reads its settings at once, and connects when it is asked for something. */
function readMysql(uri: string): object {
  const config: unknown = Reflect.get(createPool(uri), "config");
  const settings: unknown = Reflect.get(Object(config), "connectionConfig");
  return Object(settings);
}
