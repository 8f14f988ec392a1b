import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { redactPasswords } from "#leases/leases.ts";
import { openLedger } from "#leases/ledger.ts";
import { createVault, readKey } from "#leases/vault.ts";

const lease: Lease = {
  id: "0123456789ab",
  name: "shop",
  host: "local",
  containerId: undefined,
  database: "postgres",
  version: "18.1",
  image: "postgres:18",
  state: "creating",
  owner: "terminal:box/1000",
  ownerName: "ann",
  channel: "terminal:box/terminal",
  address: "127.0.0.1",
  port: 20_001,
  memoryBytes: 512 * 2 ** 20,
  cpus: 1,
  createdAt: new Date("2026-11-23T10:00:00Z"),
  expiresAt: undefined,
  endedAt: undefined,
  ttlMs: undefined,
  idleMs: undefined,
  usedAt: undefined,
  warned: 0,
  login: { user: "app", password: new Secret("canaryPassword0123456789"), database: "shop" },
};

describe("the ledger", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "longshore-ledger-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const path = () => join(folder, "ledger.sqlite");
  const vault = () => createVault(readKey(undefined, join(folder, "key")));

  test("gives back what was written, to the next process too", () => {
    {
      using ledger = openLedger(path(), vault());
      expect(ledger.insert(lease)).toBe(true);
      ledger.update(lease.id, { state: "ready", containerId: "c0ffee" });
    }
    using ledger = openLedger(path(), vault());
    const [found] = ledger.list({ owner: lease.owner });
    expect({ ...found, login: undefined }).toEqual({
      ...lease,
      state: "ready",
      containerId: "c0ffee",
      rotating: false,
      sharedWith: [],
      login: undefined,
    });
    expect(found?.login.password.reveal()).toBe(lease.login.password.reveal());
  });

  test("keeps both passwords, and takes both out of texts, until a change of them is over", () => {
    using ledger = openLedger(path(), vault());
    ledger.insert(lease);
    const next = new Secret("nextPassword0123456789");
    ledger.update(lease.id, { login: { ...lease.login, next } });
    expect(ledger.get(lease.id)?.rotating).toBe(true);
    expect(ledger.get(lease.id)?.login.next?.reveal()).toBe(next.reveal());
    expect(redactPasswords(ledger, `${lease.login.password.reveal()} ${next.reveal()}`)).toBe("[redacted] [redacted]");
    ledger.update(lease.id, { login: { ...lease.login, password: next } });
    expect(ledger.get(lease.id)?.rotating).toBe(false);
  });

  test("takes a name once a host", () => {
    using ledger = openLedger(path(), vault());
    expect(ledger.insert(lease)).toBe(true);
    expect(ledger.insert({ ...lease, id: "b" })).toBe(false);
    expect(ledger.insert({ ...lease, id: "c", host: "lab" })).toBe(true);
    expect(ledger.list({}).map(({ id }) => id)).toEqual([lease.id, "c"]);
  });

  test("keeps its instance", () => {
    const instances = [1, 2].map(() => {
      using ledger = openLedger(path(), vault());
      return ledger.instance;
    });
    expect(instances[0]).toMatch(/^[0-9a-f]{12}$/);
    expect(instances[1]).toBe(instances[0]);
  });

  test("holds no password in any of its files, and its key is its owner's alone", async () => {
    using ledger = openLedger(path(), vault());
    ledger.insert(lease);
    for (const file of await readdir(folder)) {
      expect(await readFile(join(folder, file), "latin1")).not.toContain(lease.login.password.reveal());
    }
    expect((await stat(join(folder, "key"))).mode & 0o777).toBe(0o600);
  });

  test("lists under another key, but does not open a login with it", () => {
    {
      using ledger = openLedger(path(), vault());
      ledger.insert(lease);
    }
    using ledger = openLedger(path(), createVault(Buffer.alloc(32, 7)));
    const [found] = ledger.list({});
    expect(found?.name).toBe("shop");
    expect(() => found?.login).toThrow(Problem);
  });
});
