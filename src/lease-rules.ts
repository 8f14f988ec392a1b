import type { Caller } from "#core/caller.ts";
import type { Access } from "#core/command.ts";
import { DEFAULT_GRACE_MS, DEFAULT_TERMS } from "#leases/rules.ts";
import type { LeaseRules, Quota } from "#leases/rules.ts";
import type { Settings } from "#policy/settings.ts";
import type { HostSettings } from "./host-settings.ts";

/** What the settings say about leases, in the form that leases ask for it. */
export function leaseRules(
  { times = [], quotas = {}, grace }: Settings,
  role: (caller: Caller) => Access | undefined,
  hosts: readonly HostSettings[],
): LeaseRules {
  return {
    role,
    terms(held, { database, host }) {
      const fitting = times.filter(
        (time) =>
          (time.role === undefined || time.role === held) &&
          (time.database === undefined || time.database === database) &&
          (time.host === undefined || time.host === host),
      );
      const last = <K extends "default" | "max">(key: K) => fitting.findLast((time) => time[key] !== undefined)?.[key];
      return { defaultMs: last("default") ?? DEFAULT_TERMS.defaultMs, mostMs: last("max") };
    },
    quota: (held) => (held === undefined ? {} : quotaOf(quotas[held])),
    budget(name) {
      const host = hosts.find((candidate) => candidate.name === name);
      return {
        databases: host?.mostDatabases,
        memoryBytes: host?.memoryBytes,
        diskBytes: host?.diskBytes,
        kinds: host?.onlyDatabases,
      };
    },
    graceMs: grace ?? DEFAULT_GRACE_MS,
  };
}

function quotaOf(quota: NonNullable<Settings["quotas"]>[Access]): Quota {
  const [first, last] = quota?.ports?.split("-").map(Number) ?? [];
  return {
    databasesPerPerson: quota?.databases,
    databasesPerChannel: quota?.channelDatabases,
    memoryBytes: quota?.memory,
    cpus: quota?.cpus,
    ...(first !== undefined && last !== undefined && { ports: { first, last } }),
  };
}
