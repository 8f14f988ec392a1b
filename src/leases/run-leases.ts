import { randomBytes } from "node:crypto";
import { callerId, placeId } from "#core/caller.ts";
import type { ContainerLeases } from "#core/container-lease.ts";
import type { Hosts } from "#core/host.ts";
import type { Lease, LeaseChange } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { exclusively } from "./exclusive.ts";
import { checkBudget, checkQuota } from "./quota.ts";
import { timeGiven } from "./rules.ts";
import type { Admitting } from "./admit.ts";
import { containerLabels, NO_DATABASE } from "./run-labels.ts";
import { startContainer } from "./run-start.ts";
import { extension, revival } from "./time.ts";

export interface ContainerLeasesParts extends Admitting {
  readonly hosts: Hosts;
  readonly now: () => number;
}

/** The leases of containers that `/docker run` made, in the same ledger and under the same rules as databases. */
export function containerLeases(parts: ContainerLeasesParts): ContainerLeases {
  const { ledger, rules, hosts, now } = parts;
  const of: ContainerLeases["of"] = ({ labels }) => {
    const id = labels["longshore.lease"];
    return id === undefined ? undefined : ledger.get(id);
  };
  const changed = (lease: Lease, change: LeaseChange): Lease => {
    ledger.update(lease.id, change);
    return { ...lease, ...change };
  };
  return {
    draft({ host, name, image, ttlMs: asked, removeWhenEnded, restart }, caller) {
      const ttlMs = timeGiven(asked, rules.terms(rules.role(caller), { database: "", host }));
      const lease: Lease = {
        id: randomBytes(6).toString("hex"),
        name,
        host,
        containerId: undefined,
        ...NO_DATABASE,
        ...(removeWhenEnded && { removeWhenEnded }),
        image,
        state: "creating",
        owner: callerId(caller),
        ownerName: caller.displayName,
        channel: placeId(caller),
        address: hosts.find(host).address,
        port: 0,
        memoryBytes: 0,
        cpus: 0,
        createdAt: new Date(now()),
        expiresAt: ttlMs === undefined ? undefined : new Date(now() + ttlMs),
        ttlMs,
      };
      return { lease, labels: containerLabels(lease, ledger.instance, restart) };
    },
    start: (draft, order, caller, signal) => startContainer(parts, draft, order, caller, signal),
    list: (filter) => ledger.list(filter).filter(({ kind }) => kind === "container"),
    of,
    ports: (host, caller) => ({
      range: rules.quota(rules.role(caller)).ports ?? host.ports,
      taken: new Set(ledger.list({ host: host.name }).map(({ port }) => port)),
    }),
    async *alone(container, what, signal, work) {
      const lease = of(container);
      if (!lease) return await work();
      return yield* exclusively(ledger, lease, what, signal, async function* () {
        yield { text: `${lease.name} is ${what}` };
        return await work();
      });
    },
    stopped(container) {
      const lease = of(container);
      if (lease) ledger.update(lease.id, { stoppedAt: new Date(now()) });
    },
    started(container) {
      const lease = of(container);
      if (lease) ledger.update(lease.id, revival(lease, now()));
    },
    removed(container) {
      const lease = of(container);
      if (lease) ledger.delete(lease.id);
    },
    renamed(container, name) {
      const lease = of(container);
      if (!lease || lease.name === name) return;
      if (ledger.list({ host: lease.host, name }).length > 0) {
        throw new Problem("name-taken", `There is already something called "${name}" on host "${lease.host}".`, {
          hint: "Choose another name.",
        });
      }
      ledger.update(lease.id, { name });
    },
    resized(container, { memoryBytes, cpus }, caller) {
      const lease = of(container);
      if (!lease) return;
      const wanted = { ...lease, memoryBytes: memoryBytes ?? lease.memoryBytes, cpus: cpus ?? lease.cpus };
      ledger.transaction(() => {
        const others = ledger.list({}).filter(({ id }) => id !== lease.id);
        checkQuota(wanted, others, rules.quota(rules.role(caller)));
        checkBudget(wanted, others, rules.budget(lease.host));
        ledger.update(lease.id, { memoryBytes: wanted.memoryBytes, cpus: wanted.cpus });
      });
    },
    extend(lease, ms, caller) {
      const { mostMs } = rules.terms(rules.role(caller), lease);
      return changed(lease, extension(lease, ms, now(), mostMs));
    },
    keep: (lease) => changed(lease, { expiresAt: undefined, ttlMs: undefined, warned: 0 }),
    give: (lease, owner, ownerName) => changed(lease, { owner, ownerName }),
  };
}
