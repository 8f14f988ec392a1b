import { expect, test } from "vitest";
import type { ContainerEvent, Host } from "#core/host.ts";
import type { Databases } from "#core/database.ts";
import { Problem } from "#core/problem.ts";
import { openLedger } from "#leases/ledger.ts";
import { createVault } from "#leases/vault.ts";
import { watchHost } from "#leases/watch.ts";
import { leaseWith } from "./sample-lease.ts";

test("a host that is down is listened to less and less often, and from the last event on when it is back", async () => {
  using ledger = openLedger(":memory:", createVault(new Uint8Array(32)));
  const lease = leaseWith();
  ledger.insert(lease);
  const ending = new AbortController();
  const asked: { readonly at: number; readonly since: number }[] = [];
  const told: string[] = [];
  const first = Date.now();
  const event = (action: ContainerEvent["action"], at: number): ContainerEvent => ({
    ...{ action, containerId: "c0ffee", labels: { "longshore.lease": lease.id }, at: new Date(at) },
    ...{ exitCode: action === "die" ? 1 : undefined, health: undefined },
  });
  const down = new Problem("host-unreachable", "It is down.");
  const back = Promise.withResolvers<void>();
  const host = {
    name: "local",
    containers: {
      list: () => Promise.reject(down),
      inspect: () => Promise.reject(down),
      logs: () => Promise.reject(down),
    },
    async *events(_: unknown, since: Date): AsyncGenerator<ContainerEvent> {
      asked.push({ at: performance.now(), since: since.getTime() });
      if (asked.length === 1) yield event("start", first + 5);
      if (asked.length < 4) throw down;
      yield event("die", first + 9);
      back.resolve();
    },
  } as unknown as Host;
  const watching = watchHost(
    {
      ledger,
      databases: { names: [], find: () => ({ database: { explainCrash: () => undefined } }) } as unknown as Databases,
      hosts: { find: () => host, all: [host] },
      notifier: { tell: (_channel, { title }) => void told.push(title), send: () => Promise.resolve(false) },
      log: () => undefined,
    },
    host,
    ending.signal,
  );
  await back.promise;
  ending.abort();
  await watching;
  const pauses = asked.slice(1).map(({ at }, index) => at - (asked[index]?.at ?? 0));
  expect(pauses).toHaveLength(3);
  for (const [index, least] of [900, 1_900, 3_900].entries()) expect(pauses[index]).toBeGreaterThan(least);
  expect(asked.slice(1).map(({ since }) => since)).toEqual([first + 6, first + 6, first + 6]);
  expect(told).toEqual(["shop crashed: exit code 1"]);
});
