import { expect, test } from "vitest";
import type { Database, Target } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import mariadb from "#databases/mariadb.ts";
import mongodb from "#databases/mongodb.ts";
import mysql from "#databases/mysql.ts";
import postgres from "#databases/postgres.ts";
import redis from "#databases/redis.ts";
import valkey from "#databases/valkey.ts";
import { login, targetFor } from "./requests.ts";

test("PostgreSQL, as each ecosystem writes it", () => {
  expect(allOf(postgres)).toMatchInlineSnapshot();
});

test("MySQL, as each ecosystem writes it", () => {
  expect(allOf(mysql)).toMatchInlineSnapshot();
});

test("MariaDB, as each ecosystem writes it", () => {
  expect(allOf(mariadb)).toMatchInlineSnapshot();
});

test("Redis, as each ecosystem writes it", () => {
  expect(allOf(redis)).toMatchInlineSnapshot();
});

test("Valkey, as each ecosystem writes it", () => {
  expect(allOf(valkey)).toMatchInlineSnapshot();
});

test("MongoDB, as each ecosystem writes it", () => {
  expect(allOf(mongodb)).toMatchInlineSnapshot();
});

test("an IPv6 address stands in brackets where a port follows it", () => {
  const target = targetFor({ address: "fd00::7" });
  for (const database of [postgres, mysql, mariadb, redis, valkey, mongodb]) {
    expect(database.uri(target)).toContain("@[fd00::7]:20001/");
  }
});

test("a service of a compose file shares the host's network only for a port on the loopback", () => {
  const compose = (address: string) => postgres.formats["compose"]?.(targetFor({ address }));
  expect(compose("127.0.0.1")).toContain("network_mode: host");
  expect(compose("10.0.0.5")).not.toContain("network_mode");
});

test("a password that no generator of ours makes is quoted where it has to be", () => {
  const target = targetFor({ login: { ...login, password: new Secret(`p'"$ ;&=@/?#%`) } });
  expect(postgres.formats["cli"]?.(target)).toContain(`PGPASSWORD='p'\\''"$ ;&=@/?#%' psql`);
  expect(postgres.uri(target)).toContain(":p%27%22%24%20%3B%26%3D%40%2F%3F%23%25@");
  expect(postgres.formats["dotnet"]?.(target)).toContain(`Password="p'""$ ;&=@/?#%"`);
  expect(postgres.formats["compose"]?.(target)).toContain(`PGPASSWORD: "p'\\"$$ ;&=@/?#%"`);
});

function allOf(database: Database, target: Target = targetFor()): string {
  return Object.entries(database.formats)
    .map(([name, write]) => `[${name}]\n${write(target)}`)
    .join("\n\n");
}
