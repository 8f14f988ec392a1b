import { expect, test } from "vitest";
import type { ContainerEvent, ContainerState, Host } from "#core/host.ts";
import type { Databases } from "#core/database.ts";
import type { Lease } from "#core/lease.ts";
import { openLedger } from "#leases/ledger.ts";
import { createVault } from "#leases/vault.ts";
import { lookOnce } from "#leases/watch-gap.ts";
import type { Gap } from "#leases/watch-gap.ts";
import { leaseWith } from "./sample-lease.ts";

// What is decided when an engine answers again: a container that ran has been ended by it, by somebody, or by itself.

const RAN_SINCE = 1_000_000;
const LAST_EVENT = 1_005_000;

interface Scene {
  readonly lease?: Partial<Lease>;
  readonly state?: Partial<ContainerState>;
  readonly policy?: string;
  /** It tells of the last event that was seen: it is the same process still. */
  readonly isSame?: boolean;
  /** It tells of what led to the end. */
  readonly tells?: readonly ("kill" | "die")[];
  /** Whoever listens has heard of it before the look. */
  readonly wasHeard?: boolean;
  /** Whoever listens hears of it in the middle of the look. */
  readonly isHeardMeanwhile?: boolean;
  /** Another database that ran on all the time. */
  readonly another?: boolean;
}

/** What is told, and whether it was started. */
async function after({
  lease: change,
  state,
  policy = "no",
  isSame,
  tells = ["kill", "die"],
  wasHeard,
  isHeardMeanwhile,
  another,
}: Scene) {
  using ledger = openLedger(":memory:", createVault(new Uint8Array(32)));
  const lease = leaseWith({ kind: "container", ...change });
  ledger.insert(lease);
  const containers = new Map<string, Partial<ContainerState>>([
    [lease.id, { id: "c0ffee", status: "exited", exitCode: 0, ...state }],
  ]);
  const ran = new Map([[lease.id, RAN_SINCE]]);
  const running = new Map<string, number>();
  if (another) {
    ledger.insert(leaseWith({ id: "111111111111", name: "web", port: 20_002, containerId: "decade" }));
    containers.set("111111111111", { id: "decade", status: "running", startedAt: new Date(RAN_SINCE) });
    ran.set("111111111111", RAN_SINCE);
    running.set("111111111111", RAN_SINCE);
  }
  if (!wasHeard) running.set(lease.id, RAN_SINCE);
  const told: string[] = [];
  const started: string[] = [];
  const host = {
    name: "local",
    containers: {
      list: async () =>
        [...containers].map(([id, { id: container }]) => ({ id: container, labels: { "longshore.lease": id } })),
      inspect: async (id: string) => {
        if (isHeardMeanwhile) running.clear();
        return [...containers.values()].find((found) => found.id === id);
      },
      start: async (id: string) => void started.push(id),
      logs: async () => "",
    },
    operations: { inspect: async () => ({ restartPolicy: policy }) },
    async *events(): AsyncGenerator<Partial<ContainerEvent>> {
      const labels = { "longshore.lease": lease.id };
      if (isSame) yield { at: new Date(LAST_EVENT), action: "start", labels };
      for (const action of tells) yield { at: new Date(LAST_EVENT + 9_000), action, labels };
    },
  } as unknown as Host;
  const parts = {
    ledger,
    databases: { names: [] } as unknown as Databases,
    hosts: { find: () => host, all: [host] } as never,
    notifier: { tell: (_: string, { title }: { title: string }) => void told.push(title), send: async () => false },
  };
  const gap: Gap = { ran, lastEvent: LAST_EVENT };
  await lookOnce(parts, host, running, gap, AbortSignal.timeout(5_000));
  return { told, started };
}

test("what an engine that has forgotten its past has stopped is brought back, and told", async () => {
  const back = { told: ["shop is back"], started: ["c0ffee"] };
  expect(await after({ policy: "unless-stopped" })).toEqual(back);
  expect(await after({ policy: "always", wasHeard: true })).toEqual(back);
  expect(await after({ policy: "always", isHeardMeanwhile: true })).toEqual(back);
  expect(await after({ policy: "always", state: { exitCode: 137 } })).toEqual(back);
});

test("what has no restart policy is told, and stays as it is", async () => {
  expect(await after({ policy: "no" })).toEqual({
    told: ["shop was stopped, as Docker on local was cut off"],
    started: [],
  });
});

test("what somebody stopped through the bot meanwhile stays as it is, and so does what has ended", async () => {
  for (const change of [{ stoppedAt: new Date() }, { endedAt: new Date() }, { state: "removing" as const }]) {
    expect(await after({ policy: "always", lease: change })).toEqual({ told: [], started: [] });
  }
});

test("what somebody stopped by Docker's own command, while the engine was only out of reach, stays as it is", async () => {
  expect(await after({ policy: "always", isSame: true })).toEqual({ told: [], started: [] });
});

test("an engine where something ran on all the time has stopped nothing", async () => {
  expect(await after({ policy: "always", another: true })).toEqual({ told: [], started: [] });
});

test("a container that ended while nobody looked is told as what it was, once", async () => {
  const ended = { policy: "always", tells: [] };
  expect((await after(ended)).told).toEqual(["shop ended by itself, with exit code 0"]);
  expect((await after({ ...ended, state: { exitCode: 3 } })).told).toEqual(["shop crashed: exit code 3"]);
  // By whoever listens.
  expect((await after({ ...ended, tells: ["die"], state: { exitCode: 3 } })).told).toEqual([]);
});
