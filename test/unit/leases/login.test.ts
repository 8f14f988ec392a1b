import fc from "fast-check";
import { expect, test } from "vitest";
import { loadDatabases } from "#databases/load.ts";
import { choosePort } from "#leases/ports.ts";
import { newLogin } from "#leases/login.ts";
import { queue } from "#leases/queue.ts";

test("a password has at least 24 letters and digits and is another one each time", () => {
  const passwords = Array.from({ length: 200 }, () => newLogin("shop", undefined, undefined).password.reveal());
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{24,}$/);
  expect(new Set(passwords).size).toBe(passwords.length);
});

test("the database is named after the lease in letters every server takes", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/), (name) => {
      expect(newLogin(name, undefined, undefined).database).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
    }),
  );
});

test("a lease that is called like something of the server's own gets a database that is not", async () => {
  const databases = await loadDatabases();
  const { names } = databases;
  const leases = ["postgres", "template1", "mysql", "sys", "information_schema", "performance_schema", "admin", "local",
    "config", "root", "pg_shop", "Postgres", ...names]; // prettier-ignore
  for (const kind of names) {
    const { database } = databases.find(kind);
    for (const lease of leases) {
      const login = newLogin(lease, undefined, undefined);
      const request = {
        version: database.defaultVersion,
        login,
        charset: undefined,
        collation: undefined,
        auth: undefined,
      };
      expect(() => database.plan({ ...request, args: [], memoryBytes: database.memory.defaultBytes })).not.toThrow();
    }
  }
});

test("the port is a free one of the range, until there is none", () => {
  const range = { first: 20_000, last: 20_009 };
  const taken = new Set<number>();
  while (taken.size < 10) {
    const port = choosePort(range, taken, Math.random);
    expect(port).toBeGreaterThanOrEqual(range.first);
    expect(port).toBeLessThanOrEqual(range.last);
    expect(taken).not.toContain(port);
    taken.add(port);
  }
  expect(() => choosePort(range, taken, Math.random)).toThrow("All ports from 20000 to 20009 are in use.");
});

test("what is pushed into a queue comes out in order, whenever it is read", async () => {
  const numbers = queue<number>();
  numbers.push(1);
  const read = Array.fromAsync(numbers);
  numbers.push(2);
  await Promise.resolve();
  numbers.push(3);
  numbers.end();
  expect(await read).toEqual([1, 2, 3]);
});
