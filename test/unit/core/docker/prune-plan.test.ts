import { describe, expect, test } from "vitest";
import { describeLeftovers, leftovers, PRUNED } from "#core/docker/prune-plan.ts";
import type { Stock } from "#core/docker/prune-plan.ts";
import type { ContainerRow } from "#core/operations.ts";
import { Secret } from "#core/secret.ts";

const mine = { "longshore.lease": "1", "longshore.kind": "container", "longshore.owner": "ann" };
// Our images have that label, too, so a container started by hand from one has it.
const database = { "longshore.lease": "2", "longshore.database": "mysql", "longshore.owner": "ann" };

const container = (name: string, labels: ContainerRow["labels"], more: Partial<ContainerRow> = {}): ContainerRow => ({
  ...{ id: name, name, labels, image: "i", imageId: "used", command: "", state: "exited", status: "" },
  ...{ ports: [], networks: [], volumes: [], createdAt: new Date(0) },
  ...more,
});
const network = (name: string, labels: Record<string, string>) => ({
  ...{ id: name, name, labels, driver: "bridge", scope: "local", internal: false },
});
const volume = (name: string, labels: Record<string, string>) => ({
  name,
  labels,
  driver: "local",
  createdAt: undefined,
});

const baked = (id: string) => ({
  ...{ id, host: "local", database: "mysql", version: "9.7", image: "mysql:9.7", imageId: "tagged", fit: id },
  ...{ reference: `longshore/baked:${id}`, sizeBytes: 8192, createdAt: new Date(0), usedAt: undefined },
  login: { user: "longshore_ahead", database: "longshore_ahead", password: new Secret("") },
});

const stock: Stock = {
  baked: [baked("idle"), baked("busy")],
  containers: [
    container("ended", mine, { networks: ["spare"], volumes: ["freed"] }),
    container(
      "runs",
      { ...mine, "longshore.owner": "bob" },
      { state: "running", networks: ["busy"], volumes: ["kept"] },
    ),
    container("shop", database, { image: "longshore/baked:busy" }),
    container("foreign", {}),
  ],
  images: [
    { id: "sha256:0123456789abcdef", tags: [], sizeBytes: 5, createdAt: new Date(0) },
    { id: "used", tags: [], sizeBytes: 5, createdAt: new Date(0) },
    { id: "tagged", tags: ["a:1"], sizeBytes: 5, createdAt: new Date(0) },
  ],
  networks: [network("spare", mine), network("busy", mine), network("bridge", {})],
  volumes: [volume("freed", mine), volume("kept", mine), volume("data", database), volume("theirs", {})],
  space: {
    containers: new Map([["ended", 1024]]),
    images: new Map([["sha256:0123456789abcdef", 2048]]),
    volumes: new Map([["freed", { sizeBytes: 4096, usedBy: 0 }]]),
  },
};

describe("what nobody uses", () => {
  test("is what was started here and has ended, with what only that used; never a database and nothing foreign", () => {
    expect(describeLeftovers(leftovers(stock, PRUNED, undefined))).toEqual([
      "1 container (1 KiB): ended",
      "1 image (2 KiB): 0123456789ab",
      "1 network: spare",
      "1 volume (4 KiB): freed",
      "1 baked image (8 KiB): longshore/baked:idle",
    ]);
  });
  test("is in use as long as the container that has it stays", () => {
    expect(leftovers(stock, ["networks", "volumes"], undefined)).toEqual([]);
  });
  test("can be one person's only", () => {
    expect(leftovers(stock, PRUNED, "bob")).toEqual([]);
  });
});
