import type { Resource } from "#core/audit.ts";
import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Command } from "#core/command.ts";
import type { Hosts } from "#core/host.ts";
import type { Input } from "#core/input.ts";
import type { Lease, Leases } from "#core/lease.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { Problem } from "#core/problem.ts";

/**
 * What a parsed line is about, read off its options: those that suggest leases name leases, those that suggest hosts
 * name a host. So a new command says what it touches by declaring what completes it, and cannot be forgotten.
 */
export function resourceOf(
  caller: Caller,
  command: Command,
  input: Input["input"],
  { leases, hosts }: { readonly leases: Leases; readonly hosts: Hosts },
): Resource {
  const options = optionsOf(command);
  const values = (suggest: string) =>
    options.filter((option) => option.suggest === suggest).flatMap((option) => texts(input[option.key]));
  const [askedHost] = values("hosts");
  const named = values("leases").flatMap((name) => namedLeases(leases, name, askedHost, caller));
  const hasHost = options.some((option) => option.suggest === "hosts");
  return {
    host: askedHost ?? named[0]?.host ?? (hasHost ? defaultHost(hosts) : undefined),
    image: imageIn(options, input),
    leases: named,
  };
}

/** The caller's own come first: a name that somebody else has too is the caller's when they have one. */
function namedLeases(leases: Leases, name: string, host: string | undefined, caller: Caller): readonly Lease[] {
  const all = leases.list({ host }).filter((lease) => lease.name === name);
  const own = all.filter((lease) => lease.owner === callerId(caller));
  return own.length > 0 ? own : all;
}

function imageIn(options: readonly Option[], input: Input["input"]): string | undefined {
  const [given] = options.some((option) => option.key === "image") ? texts(input["image"]) : [];
  if (given !== undefined) return given;
  const kind: unknown = input["kind"];
  if (typeof kind !== "object" || kind === null || !("database" in kind)) return undefined;
  const version = "version" in kind && typeof kind.version === "string" ? `:${kind.version}` : "";
  return `${String(kind.database)}${version}`;
}

function defaultHost(hosts: Hosts): string | undefined {
  try {
    return hosts.find(undefined).name;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function texts(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string");
}
