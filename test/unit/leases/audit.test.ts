import { mkdtemp, readFile, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLedger } from "#leases/ledger.ts";
import { createVault } from "#leases/vault.ts";
import { joinWorkers } from "#leases/worker.ts";
import { takeLock } from "#leases/lock.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "longshore-audit-"))));
afterEach(() => rm(folder, { recursive: true }));
const path = () => join(folder, "ledger.sqlite");
const open = () => openLedger(path(), createVault(Buffer.alloc(32, 1)), { auditExport: join(folder, "audit.jsonl") });
const began = (request: string, change = {}) => ({
  request,
  user: "slack:T1/U1",
  channel: "slack:T1/C1",
  line: "/db up postgres",
  command: "db up",
  allowed: true,
  rule: "role: operator",
  host: "local",
  ...change,
});
const ended = (request: string) => ({ request, outcome: "ok", targets: ["abc"], durationMs: 12 });

test("a request is found by who, what and where, with how it ended", () => {
  using ledger = open();
  ledger.audit.began(began("1"));
  ledger.audit.ended(ended("1"));
  ledger.audit.began(began("2", { user: "slack:T1/U2", command: "longshore help", host: undefined }));
  const find = (filter: object) => ledger.audit.read({ limit: 9, ...filter }).map(({ began }) => began.request);
  expect(find({})).toEqual(["1", "2"]);
  expect(find({ user: "slack:T1/U2" })).toEqual(["2"]);
  expect(find({ command: "db" })).toEqual(["1"]);
  expect(find({ host: "local" })).toEqual(["1"]);
  expect(find({ since: new Date(Date.now() + 1000) })).toEqual([]);
  expect(ledger.audit.read({ limit: 1, command: "db up" })[0]?.ended).toMatchObject({
    outcome: "ok",
    targets: ["abc"],
  });
});

test("the exported file holds every entry as a line", async () => {
  using ledger = open();
  ledger.audit.began(began("1"));
  ledger.audit.ended(ended("1"));
  const lines = (await readFile(join(folder, "audit.jsonl"), "utf8")).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { kind: "began" },
    { kind: "ended", sequence: 2 },
  ]);
});

test("two processes' entries make one chain", () => {
  using one = open();
  using other = open();
  for (const [index, ledger] of [one, other, one, one, other].entries()) ledger.audit.began(began(String(index)));
  expect(one.audit.verify()).toMatchObject({ rows: 5, broken: undefined });
});

test.each([
  ["changed", "UPDATE audit SET entry = replace(entry, 'db up', 'db down') WHERE sequence = 2", 2],
  ["taken out", "DELETE FROM audit WHERE sequence = 2", 2],
  ["put in front", "UPDATE audit SET sequence = -1 WHERE sequence = 3", 1],
])("an entry that was %s is noticed, and refused without tools", (_, sql, broken) => {
  using ledger = open();
  for (const request of ["1", "2", "3"]) ledger.audit.began(began(request));
  const outside = new DatabaseSync(path());
  expect(() => outside.exec(sql)).toThrow("the audit is append-only");
  outside.exec(`DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_shortened; ${sql}`);
  outside.close();
  expect(ledger.audit.verify().broken).toBe(broken);
});

test("a lock is one process's, and is given back", () => {
  const first = takeLock(join(folder, "lock"));
  expect(first).toBeDefined();
  expect(takeLock(join(folder, "lock"))).toBeUndefined();
  first?.[Symbol.dispose]();
  using again = takeLock(join(folder, "lock"));
  expect(again).toBeDefined();
});

test("work is one worker's until it ends, or is dead", () => {
  const workers = join(folder, "workers");
  const [ann, bob] = [joinWorkers(workers), joinWorkers(workers)];
  using annsLedger = openLedger(path(), createVault(Buffer.alloc(32, 1)), { worker: ann });
  using bobsLedger = openLedger(path(), createVault(Buffer.alloc(32, 1)), { worker: bob });
  expect(annsLedger.work.claim("x", "being made")).toBeUndefined();
  expect(bobsLedger.work.claim("x", "being removed")).toBe("being made");
  expect(bobsLedger.work.isBusy("x")).toBe(true);
  annsLedger.work.release("x");
  expect(bobsLedger.work.claim("x", "being removed")).toBeUndefined();
  bob[Symbol.dispose]();
  expect(annsLedger.work.isBusy("x")).toBe(false);
  expect(annsLedger.work.claim("x", "being made")).toBeUndefined();
  ann[Symbol.dispose]();
});

test("a delivery is seen once, also after a restart", () => {
  for (const first of [true, false]) {
    using ledger = open();
    expect(ledger.deliveries.first("slack", "1.2")).toBe(first);
    expect(ledger.deliveries.first("slack", "1.2")).toBe(false);
  }
});

test("the instance outlives the ledger, so that its containers are still ours", async () => {
  const instances: string[] = [];
  for (const _ of [1, 2]) {
    {
      using ledger = open();
      instances.push(ledger.instance);
    }
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${path()}${suffix}`, { force: true });
  }
  expect(instances[1]).toBe(instances[0]);
});
