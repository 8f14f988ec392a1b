import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Databases } from "#core/database.ts";
import type { Hosts } from "#core/host.ts";
import type { Leases } from "#core/lease.ts";

/** By what a schema says in `suggest`: the values there are, for this caller. From memory, for it is asked at every key. */
export type Suggestions = Readonly<Record<string, (caller: Caller) => readonly string[]>>;

/** What completion offers for `suggest: "databases"` and its like; "commands" is completion's own. */
export function suggestionsFrom({ databases, hosts, leases }: Sources): Suggestions {
  return {
    databases: () => databases.names.flatMap((name) => [name, ...versions(databases, name)]),
    hosts: () => hosts.all.map((host) => host.name),
    leases: (caller) => [...new Set(leases.list({ owner: callerId(caller) }).map((lease) => lease.name))],
  };
}

interface Sources {
  readonly databases: Databases;
  readonly hosts: Hosts;
  readonly leases: Leases;
}

function versions(databases: Databases, name: string): readonly string[] {
  return databases.find(name).database.versions.map((version) => `${name}:${version}`);
}
