import { expect, test } from "vitest";
import { checkBudget, checkQuota } from "#leases/quota.ts";
import { checkRoom } from "#leases/room.ts";
import { leaseWith } from "./sample-lease.ts";

const GIB = 2 ** 30;
const mine = leaseWith({ name: "shop", memoryBytes: GIB });
const bobs = leaseWith({ id: "b", name: "crm", owner: "slack:T1/U2", ownerName: "bob", memoryBytes: 2 * GIB });
const wanted = leaseWith({ id: "w", name: "new", memoryBytes: GIB });

test.each([
  [{ databasesPerPerson: 1 }, "You have 1 database, and 1 is the most. There are shop (ann, 1 GiB)."],
  [
    { databasesPerChannel: 2 },
    "This channel has 2 databases, and 2 is the most. There are crm (bob, 2 GiB), shop (ann, 1 GiB).",
  ],
  [
    { memoryBytes: 1.5 * GIB },
    "Of your 1.5 GiB of memory, 512 MiB is left; this needs 1 GiB. There are shop (ann, 1 GiB).",
  ],
  [{ cpus: 1.5 }, "Of your 1.5 CPUs, 0.5 is left; this needs 1. There are shop (ann, 1 GiB)."],
  [{ ports: { first: 21_000, last: 21_009 } }, "You may have ports from 21000 to 21009, not 20001."],
])("a quota of %j says what is in the way and whose", (quota, message) => {
  expect(() => checkQuota(wanted, [mine, bobs], quota)).toThrow(message);
});

test("a channel is one, with all its threads", () => {
  const inThread = [mine, bobs].map((lease, index) => ({ ...lease, channel: `${lease.channel}:1700.${index}` }));
  const quota = { databasesPerChannel: 2 };
  expect(() => checkQuota(wanted, inThread, quota)).toThrow("This channel has 2 databases");
  expect(() => checkQuota({ ...wanted, channel: `${wanted.channel}:1700.9` }, [mine, bobs], quota)).toThrow(
    "2 is the most",
  );
});

test("what is not limited, and what still fits, passes", () => {
  checkQuota(wanted, [mine, bobs], {});
  checkQuota(wanted, [mine, bobs], { databasesPerPerson: 2, databasesPerChannel: 3, memoryBytes: 2 * GIB, cpus: 2 });
  checkBudget(wanted, [mine, bobs], { databases: 3, memoryBytes: 4 * GIB });
});

test("a host's budget counts everybody's", () => {
  expect(() => checkBudget(wanted, [mine, bobs], { memoryBytes: 3.5 * GIB })).toThrow(
    'Host "local" gives out 3.5 GiB, of which 512 MiB is left; this needs 1 GiB. There are crm (bob, 2 GiB), shop (ann, 1 GiB).',
  );
  expect(() => checkBudget(wanted, [mine, bobs], { databases: 2 })).toThrow("has 2 databases, and 2 is the most");
});

test("a full disk or too little memory refuses, an unknown room does not", () => {
  const host = { name: "local" };
  checkRoom(undefined, GIB, host);
  expect(() => checkRoom({ memoryBytes: 8 * GIB, diskBytes: 1 }, GIB, host)).toThrow("1 B of disk left");
  expect(() => checkRoom({ memoryBytes: GIB / 2, diskBytes: 9 * GIB }, GIB, host)).toThrow("512 MiB of memory free");
});
