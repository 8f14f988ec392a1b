import { expect, test } from "vitest";
import type { ContainerSummary } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { planRepairs } from "#leases/reconcile-plan.ts";
import { leaseWith } from "./sample-lease.ts";

const id = "0123456789ab";
const container = (status: ContainerSummary["status"], change: Partial<ContainerSummary> = {}): ContainerSummary => ({
  id: "c0ffee",
  name: "shop",
  image: "postgres:17",
  labels: { "longshore.lease": id },
  status,
  ports: [],
  createdAt: new Date(0),
  ...change,
});
const waiting = container("running", {
  name: `longshore-spare-postgres-${id}`,
  labels: { "longshore.lease": id, "longshore.owner": "longshore:spare" },
});
const volume = `longshore-${id}-data`;

test.each<[string, readonly Lease[], readonly ContainerSummary[], readonly string[], readonly string[]]>([
  ["all is well", [leaseWith()], [container("running")], [volume], []],
  ["a stopped one is well too", [leaseWith()], [container("exited")], [volume], []],
  ["killed before the container was made", [leaseWith({ state: "creating" })], [], [], ["remove"]],
  ["killed before it was started", [leaseWith({ state: "creating" })], [container("created")], [volume], ["remove"]],
  ["killed before it was ready", [leaseWith({ state: "creating" })], [container("running")], [volume], ["finish"]],
  ["it died while nobody looked", [leaseWith({ state: "creating" })], [container("exited")], [volume], ["remove"]],
  ["killed while it was removed", [leaseWith({ state: "removing" })], [], [volume], ["remove"]],
  ["somebody else removed it", [leaseWith()], [], [volume], ["close"]],
  ["somebody made it anew", [leaseWith({ containerId: "beef" })], [container("running")], [volume], ["reattach"]],
  ["killed in a change of its password", [leaseWith({ rotating: true })], [container("running")], [volume], ["rotate"]],
  ["stopped in a change of its password", [leaseWith({ rotating: true })], [container("exited")], [volume], []],
  ["killed in the middle of a claim", [leaseWith({ state: "claiming" })], [container("running")], [volume], ["remove"]],
  ["killed when it had been handed out, before it had its name", [leaseWith()], [waiting], [volume], ["settle"]],
  ["the ledger was lost, and a spare is there", [], [waiting], [volume], ["discard"]],
  ["the ledger was lost, and a spare was claimed", [], [{ ...waiting, name: "shop" }], [volume], ["adopt"]],
  ["the ledger was lost", [], [container("running")], [volume], ["adopt"]],
  ["the engine finished a create for a dead bot", [], [container("created")], [volume], ["discard"]],
  ["a volume of nothing", [], [], [volume], ["sweep"]],
  ["a volume that only looks like ours", [], [], ["longshore-x-data", `longshore-${id}-other`], []],
])("%s", (_, leases, containers, volumes, kinds) => {
  const found = { leases, containers, volumes, spares: [] };
  expect(planRepairs(found, () => false).map(({ kind }) => kind)).toEqual(kinds);
  // Whatever it is: what somebody alive works on is theirs.
  expect(planRepairs(found, () => true)).toEqual([]);
});

test("what waits for somebody is looked after elsewhere", () => {
  const found = { leases: [], containers: [waiting], volumes: [volume], spares: [id] };
  expect(planRepairs(found, () => false)).toEqual([]);
});
