import { describe, expect, test } from "vitest";
import type { ContainerSpec } from "#core/host.ts";
import { loadDatabases } from "#databases/load.ts";
import { openBakery } from "#leases/baked/bakery.ts";
import { BAKED_DATA, bakedFit, bakedReference, idOfReference, withBakedData } from "#leases/baked/shape.ts";
import { containerSpec, forItsStart } from "#leases/container-spec.ts";
import { plainRequest } from "#leases/spares/make.ts";
import { leaseWith } from "./sample-lease.ts";

const databases = await loadDatabases();
const { database: mysql } = databases.find("mysql");
const plain = plainRequest(mysql, "8.4.1");
const image = { id: "sha256:1" };

describe("what a baked image can stand in for", () => {
  const fit = bakedFit(mysql, image, plain);

  test.each<[string, Partial<typeof plain>]>([
    ["nothing else", {}],
    ["another memory, on which no data depends", { memoryBytes: 2 * plain.memoryBytes }],
  ])("is the same with %s", (_, change) => {
    expect(bakedFit(mysql, image, { ...plain, ...change })).toBe(fit);
  });

  test.each<[string, Partial<typeof plain>, string]>([
    ["another image", {}, "sha256:2"],
    ["another character set", { charset: "latin1" }, "sha256:1"],
    ["another collation", { charset: "utf8mb4", collation: "utf8mb4_bin" }, "sha256:1"],
    ["another plugin", { auth: "caching_sha2_password" }, "sha256:1"],
    ["a flag that shapes the data", { args: ["--lower-case-table-names=1"] }, "sha256:1"],
  ])("is not %s", (_, change, id) => {
    expect(bakedFit(mysql, { id }, { ...plain, ...change })).not.toBe(fit);
  });

  test.each(["redis", "valkey"])("is nothing for %s, which has nothing to initialise", (name) => {
    const { database } = databases.find(name);
    expect(bakedFit(database, image, plainRequest(database, "7.2.0"))).toBeUndefined();
  });
});

test("a tag says whose it is: another bot's on the same engine is never taken for one's own", () => {
  const reference = bakedReference("aaaa", "0123");
  expect(idOfReference("aaaa", reference)).toBe("0123");
  for (const other of [bakedReference("bbbb", "0123"), "mysql:8.4", "longshore/mysql:8.4"]) {
    expect(idOfReference("aaaa", other)).toBeUndefined();
  }
});

test.each(["postgres", "mysql", "mariadb"])("a %s keeps all of its data where the image has it", (name) => {
  const { database } = databases.find(name);
  const login = { user: "app", password: leaseWith({}).login.password, database: "shop" };
  const plan = database.plan({ ...plainRequest(database, database.defaultVersion), login });
  const moved = database.baking?.at(plan, BAKED_DATA);
  expect(moved?.dataPath).toBe(BAKED_DATA);
  expect(JSON.stringify([moved?.command, moved?.env])).not.toContain(plan.dataPath);
  expect(JSON.stringify([moved?.command, moved?.env])).toContain(BAKED_DATA);
});

describe("the container that is made of one", () => {
  const lease = leaseWith({ id: "0123" });
  const plan = mysql.plan({ ...plain, login: lease.login });
  const elsewhere = mysql.baking?.at(plan, BAKED_DATA) ?? plan;
  const spec = containerSpec(lease, "aaaa", { bind: "127.0.0.1", network: "longshore" }, mysql, elsewhere, true);
  const made = (volume: boolean) =>
    withBakedData(spec, { image: "longshore/baked:aaaa-0123", declared: plan.dataPath, volume });
  const kindsAt = ({ mounts }: ContainerSpec, at: string) =>
    mounts.filter(({ path }) => path === at).map(({ kind }) => kind);

  test("has its data in its own layer, and nothing in the volume that the image declares", () => {
    expect(made(false)).toMatchObject({ image: "longshore/baked:aaaa-0123", readOnlyRoot: false });
    expect(kindsAt(made(false), BAKED_DATA)).toEqual([]);
    expect(kindsAt(made(false), plan.dataPath)).toEqual(["tmpfs"]);
  });

  test("has it in a volume when somebody wants that, and a read-only root then", () => {
    expect(made(true).readOnlyRoot).toBe(true);
    expect(kindsAt(made(true), BAKED_DATA)).toEqual(["volume"]);
    expect(kindsAt(made(true), plan.dataPath)).toEqual(["tmpfs"]);
  });

  test("is hardened as any other", () => {
    const { user, capabilities, limits, network, ports } = spec;
    expect(made(false)).toMatchObject({ user, capabilities, limits, network, ports });
  });
});

test("a server that needs no entrypoint is run without it, in an image that we know", () => {
  const lease = leaseWith({ id: "0123" });
  const plan = { ...mysql.plan({ ...plain, login: lease.login }), command: ["mysqld", "--flag"], direct: true };
  const specOf = (known: boolean) =>
    containerSpec(lease, "aaaa", { bind: "127.0.0.1", network: "longshore" }, mysql, plan, known);
  expect(specOf(true)).toMatchObject({ entrypoint: ["mysqld"], command: ["--flag"] });
  expect(specOf(false)).toMatchObject({ command: ["mysqld", "--flag"] });
  expect(specOf(false)).not.toHaveProperty("entrypoint");
});

test("a container is not held up at its start, unless it asks for more CPUs than there are", () => {
  const lease = { ...leaseWith({ id: "0123" }), cpus: 2 };
  const plan = mysql.plan({ ...plain, login: lease.login });
  const spec = containerSpec(lease, "aaaa", { bind: "127.0.0.1", network: "longshore" }, mysql, plan, true);
  expect(forItsStart(spec, 2).limits).toEqual({ ...spec.limits, cpuPeriodMs: 1000 });
  expect(forItsStart(spec, 1)).toEqual(spec);
});

describe("what waits to be baked", () => {
  const nothing = { digest: undefined, sizeBytes: 0, env: {}, labels: {}, exposedPorts: [], volumes: [], user: "" };
  const described = {
    ...image,
    ...nothing,
    reference: "mysql:8.4",
    architecture: "amd64",
    entrypoint: [],
    command: [],
  };
  const found = { image: described, version: "8.4.1", known: true, notes: [] };
  const wish = { kind: "mysql", database: mysql, asked: plain, found };

  test("is there once, however often it was asked for, in the order it was, and by host", () => {
    const bakery = openBakery();
    const latin = { ...wish, asked: { ...plain, charset: "latin1" } };
    for (const each of [wish, latin, wish]) bakery.wish("local", each);
    expect(bakery.next("other")).toBeUndefined();
    expect([bakery.next("local"), bakery.next("local"), bakery.next("local")]).toEqual([wish, latin, undefined]);
  });

  test("is never an image of the caller's own, nor a database with nothing to initialise", () => {
    const bakery = openBakery();
    bakery.wish("local", { ...wish, found: { ...found, known: false } });
    const { database } = databases.find("redis");
    bakery.wish("local", { ...wish, kind: "redis", database, asked: plainRequest(database, "7.2.0") });
    expect(bakery.next("local")).toBeUndefined();
  });
});
