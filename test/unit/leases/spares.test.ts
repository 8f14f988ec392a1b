import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import type { Spare } from "#core/spare.ts";
import { loadDatabases } from "#databases/load.ts";
import { demandOf, together } from "#leases/spares/demand.ts";
import { fitOf } from "#leases/spares/fit.ts";
import { idleLimit } from "#leases/spares/idle.ts";
import { plainRequest } from "#leases/spares/make.ts";
import { planSpares } from "#leases/spares/plan.ts";
import type { Want } from "#leases/spares/plan.ts";
import { spare as setting } from "#policy/spare.ts";

const MIB = 2 ** 20;

function spare(id: string, change: Partial<Spare> = {}): Spare {
  return {
    id,
    host: "local",
    database: "postgres",
    version: "17.1",
    image: "postgres:17",
    imageId: "sha256:1",
    fit: "fits",
    state: "ready",
    containerId: `c-${id}`,
    port: 20_000,
    memoryBytes: 100 * MIB,
    createdAt: new Date(0),
    login: { user: "longshore_ahead", password: new Secret("x".repeat(28)), database: "longshore_ahead" },
    ...change,
  };
}

const want = (count: number, change: Partial<Want> = {}): Want => ({
  database: "postgres",
  version: undefined,
  count,
  fit: "fits",
  memoryBytes: 512 * MIB,
  ...change,
});

test.each<[string, readonly Spare[], readonly Want[], readonly string[], readonly string[]]>([
  ["none wanted, none there", [], [], [], []],
  ["one is missing", [], [want(1)], [], ["postgres"]],
  ["one at a time", [], [want(3)], [], ["postgres"]],
  ["all are there", [spare("a"), spare("b")], [want(2)], [], []],
  ["one too many: the newest goes", [spare("a"), spare("b")], [want(1)], ["b"], []],
  ["wanted no more", [spare("a")], [], ["a"], []],
  ["the image moved", [spare("a", { fit: "old" })], [want(1)], ["a"], ["postgres"]],
  [
    "the image cannot be found: they are left alone",
    [spare("a", { fit: "old" })],
    [want(1, { fit: undefined })],
    [],
    [],
  ],
  ["its maker died", [spare("a", { state: "making" })], [want(1)], ["a"], ["postgres"]],
  ["its remover died", [spare("a", { state: "removing" })], [], ["a"], []],
  [
    "who has fewest comes first",
    [spare("a")],
    [want(2), want(1, { database: "mysql", fit: "mysql" })],
    [],
    ["mysql", "postgres"],
  ],
  [
    "beyond the budget none is made",
    [],
    [want(1, { memoryBytes: 3000 * MIB }), want(1, { database: "redis", fit: "r" })],
    [],
    ["redis"],
  ],
  ["what is there counts", [spare("a", { memoryBytes: 1900 * MIB })], [want(2)], [], []],
])("%s", (_, spares, wants, removed, made) => {
  const plan = planSpares(spares, wants, 2048 * MIB, () => false);
  expect([plan.remove.map(({ id }) => id), plan.make.map(({ database }) => database)]).toEqual([removed, made]);
});

test("what somebody works on is left to them, and counts", () => {
  const spares = [spare("a", { state: "making" }), spare("b", { fit: "old" })];
  expect(planSpares(spares, [want(1)], 2048 * MIB, () => true)).toEqual({ remove: [], make: [] });
});

describe("demand", () => {
  const asked = (minute: number, database = "postgres", version?: string) => ({
    database,
    version,
    at: minute * 60_000,
  });

  test.each([
    ["nobody asked", [], []],
    ["once", [asked(110)], [["postgres", 1]]],
    ["three times within ten minutes", [asked(20), asked(100), asked(105), asked(109)], [["postgres", 3]]],
    ["more than five", Array.from({ length: 9 }, () => asked(100)), [["postgres", 5]]],
    ["long ago", [asked(-1)], []],
    [
      "two kinds",
      [asked(100), asked(101, "mysql")],
      [
        ["postgres", 1],
        ["mysql", 1],
      ],
    ],
  ] as const)("%s", (_, requests, wanted) => {
    expect(demandOf(requests, 120 * 60_000).map(({ database, count }) => [database, count])).toEqual(wanted);
  });

  test("versions are kinds of their own; of settings and demand the larger counts", () => {
    const lately = demandOf([asked(100, "mysql", "8.4"), asked(101, "mysql"), asked(102, "mysql")], 120 * 60_000);
    const settings = [
      { database: "mysql", version: "8.4", count: 2 },
      { database: "redis", version: undefined, count: 1 },
    ];
    expect(together(settings, lately)).toEqual([...settings, { database: "mysql", version: undefined, count: 2 }]);
  });
});

test("a spare's limit is a quarter more than it takes, and never more than it was made with", () => {
  expect(idleLimit(100 * MIB, 512 * MIB)).toBe(160 * MIB);
  expect(idleLimit(500 * MIB, 512 * MIB)).toBe(512 * MIB);
});

test("the setting is a database, a version if need be, and how many", () => {
  expect(setting.parse("mysql@8.4:2")).toEqual({ database: "mysql", version: "8.4", count: 2 });
  expect(setting.parse("postgres:1")).toEqual({ database: "postgres", version: undefined, count: 1 });
  for (const wrong of ["postgres", "postgres:", "postgres@:1", ":1", "postgres:-1"]) {
    expect(setting.safeParse(wrong).success).toBe(false);
  }
});

describe("what a spare can stand in for", async () => {
  const databases = await loadDatabases();
  const { database } = databases.find("mysql");
  const plain = plainRequest(database, "8.4.1");
  const fit = fitOf(database, { id: "sha256:1" }, plain);

  test("is the same for everybody", () => {
    expect(fitOf(database, { id: "sha256:1" }, { ...plain })).toBe(fit);
    expect(fit).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each<[string, Partial<typeof plain>, string]>([
    ["another image", {}, "sha256:2"],
    ["another version", { version: "8.0.40" }, "sha256:3"],
    ["other text rules", { charset: "utf8mb4", collation: "utf8mb4_bin" }, "sha256:1"],
    ["another plugin", { auth: "caching_sha2_password" }, "sha256:1"],
    ["a flag of the server", { args: ["--max-connections=7"] }, "sha256:1"],
    ["more memory, and so larger buffers", { memoryBytes: 2 * plain.memoryBytes }, "sha256:1"],
  ])("is not %s", (_, change, id) => {
    expect(fitOf(database, { id }, { ...plain, ...change })).not.toBe(fit);
  });

  test("is nothing where no server can be made ahead", () => {
    const { ahead: _, ...never } = database;
    expect(fitOf(never, { id: "sha256:1" }, plain)).toBeUndefined();
  });
});
