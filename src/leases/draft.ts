import { randomBytes } from "node:crypto";
import { callerId, placeId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Database } from "#core/database.ts";
import type { Host } from "#core/host.ts";
import type { Lease, UpRequest } from "#core/lease.ts";
import { readableName } from "#core/names.ts";
import { Problem } from "#core/problem.ts";
import { checkDialable } from "#core/reach.ts";
import { showBytes } from "#core/units.ts";
import { newLogin } from "./login.ts";
import type { SpinUp } from "./parts.ts";
import { checkKind } from "./quota.ts";
import { timeGiven } from "./rules.ts";

const defaultCpus = 1;

export interface Draft {
  readonly database: Database;
  readonly host: Host;
  /** Without image, version, port and container yet. */
  readonly lease: Lease;
}

/** Everything that can be decided before anything is made. */
export function draftLease(
  { databases, hosts, ledger, random, rules, now }: SpinUp,
  request: UpRequest,
  caller: Caller,
): Draft {
  const { name, database } = databases.find(request.database);
  const host = hosts.find(request.host);
  checkKind(name, host.name, rules.budget(host.name));
  checkDialable(host);
  const { ports } = host;
  if (request.port !== undefined && (request.port < ports.first || request.port > ports.last)) {
    throw new Problem("bad-input", `Port ${request.port} is outside of what host "${host.name}" hands out.`, {
      hint: `Choose one from ${ports.first} to ${ports.last}, or leave --port away.`,
    });
  }
  const memoryBytes = request.memoryBytes ?? database.memory.defaultBytes;
  if (memoryBytes < database.memory.leastBytes) {
    throw new Problem("bad-input", `${database.title} does not start with ${showBytes(memoryBytes)} of memory.`, {
      hint: `Give it at least ${showBytes(database.memory.leastBytes)}, or leave --memory away for ${showBytes(database.memory.defaultBytes)}.`,
    });
  }
  const used = new Set(ledger.list({ host: host.name }).map((lease) => lease.name));
  let leaseName = request.name;
  while (leaseName === undefined || (request.name === undefined && used.has(leaseName))) {
    leaseName = `${name}-${readableName(random)}`;
  }
  const ttlMs = timeGiven(request.ttlMs, rules.terms(rules.role(caller), { database: name, host: host.name }));
  const lease: Lease = {
    id: randomBytes(6).toString("hex"),
    name: leaseName,
    host: host.name,
    containerId: undefined,
    database: name,
    version: "",
    image: "",
    state: "creating",
    owner: callerId(caller),
    ownerName: caller.displayName,
    channel: placeId(caller),
    address: host.address,
    port: 0,
    memoryBytes,
    cpus: request.cpus ?? defaultCpus,
    createdAt: new Date(now()),
    expiresAt: ttlMs === undefined ? undefined : new Date(now() + ttlMs),
    ttlMs,
    idleMs: request.idleMs,
    usedAt: new Date(now()),
    login: newLogin(leaseName, request.user, request.databaseName),
  };
  return { database, host, lease };
}
