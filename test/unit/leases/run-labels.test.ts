import { expect, test } from "vitest";
import type { ContainerState } from "#core/host.ts";
import { leaseFromLabels } from "#leases/labels.ts";
import { planRepairs } from "#leases/reconcile-plan.ts";
import { containerLabels, NO_DATABASE, wantedRestart } from "#leases/run-labels.ts";
import { HOUR, leaseWith, noon } from "./sample-lease.ts";

const lease = leaseWith({
  ...NO_DATABASE,
  image: "nginx:1.27",
  removeWhenEnded: true,
  expiresAt: new Date(noon + 2 * HOUR),
});
const labels = containerLabels(lease, "instance", "on-failure:3");

const container: ContainerState = {
  ...{ id: "c0ffee", name: "shop", image: "nginx:1.27", labels, status: "running", exitCode: 0, outOfMemory: false },
  ...{ error: "", startedAt: undefined, finishedAt: undefined, restarts: 0, mounts: [], env: {}, readOnlyRoot: false },
  ports: [{ container: 80, host: lease.port, address: "127.0.0.1" }],
  limits: { memoryBytes: lease.memoryBytes, cpus: lease.cpus, pids: 512 },
};

test("a container's lease can be read back from its labels, but for its owner's name", () => {
  const host = { name: "local", address: "127.0.0.1" };
  expect(leaseFromLabels(container, host)).toEqual({ ...lease, ownerName: lease.owner });
  expect(wantedRestart(labels)).toEqual({ name: "on-failure", retries: 3 });
  expect(wantedRestart({})).toBeUndefined();
});

test.each(["lease", "owner", "channel"])("without the label of its %s it is nobody's lease", (missing) => {
  const less = { ...labels, [`longshore.${missing}`]: "" };
  const host = { name: "local", address: "127.0.0.1" };
  expect(leaseFromLabels({ ...container, labels: less }, host)).toBeUndefined();
});

test.each([
  ["exited", [{ kind: "end", lease }]],
  ["dead", [{ kind: "end", lease }]],
  ["running", []],
  ["paused", []],
] as const)("one that is to be removed at its end and is %s", (status, repairs) => {
  const found = { ...container, status, createdAt: new Date(noon) };
  expect(planRepairs({ containers: [found], volumes: [], leases: [lease], spares: [] }, () => false)).toEqual(repairs);
});
