import type { Foreign, Resource } from "#core/audit.ts";
import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Command } from "#core/command.ts";
import { lookUp } from "#core/docker/find.ts";
import { ownerOf } from "#core/docker/ownership.ts";
import { parseRun } from "#core/docker-run/parse.ts";
import type { Host, Hosts } from "#core/host.ts";
import type { Input } from "#core/input.ts";
import type { Lease, Leases } from "#core/lease.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import type { Policy } from "#core/policy.ts";
import { Problem } from "#core/problem.ts";
import { couldDo } from "./decide.ts";

interface Asked {
  readonly caller: Caller;
  readonly path: string;
  readonly command: Command;
  readonly input: Input["input"];
}

interface Known {
  readonly leases: Leases;
  readonly hosts: Hosts;
  readonly policy: Policy;
}

/**
 * What a parsed line is about, read off its options: those that suggest leases name leases, those that suggest hosts
 * name a host, those that suggest containers name containers, by name or id. So a new command says what it touches by
 * declaring what completes it, and cannot be forgotten.
 *
 * Containers, and images named by an id, are looked for on their host when a rule is about an image or an owner, and
 * not otherwise. Throws a Problem when that host does not answer: nobody can say then what the rule says.
 */
export async function resourceOf(
  { caller, path, command, input }: Asked,
  known: Known,
  signal: AbortSignal,
): Promise<Resource> {
  const { leases, hosts, policy } = known;
  const options = optionsOf(command);
  const values = (suggest: string) =>
    options.filter((option) => option.suggest === suggest).flatMap((option) => texts(input[option.key]));
  const [askedHost] = values("hosts");
  const databases = values("leases").flatMap((name) => namedLeases(leases, name, askedHost, caller));
  const hasHost = options.some((option) => option.suggest === "hosts");
  const host = askedHost ?? databases[0]?.host ?? (hasHost ? findHost(hosts)?.name : undefined);
  const images = imagesNamed(command, input);
  const depends = policy.rules.some(({ image, owner }) => image !== undefined || owner !== undefined);
  // For whom nothing could be allowed, no host is asked anything.
  const isLooking = depends && couldDo(caller, path, command, policy);
  const on = isLooking ? findHost(hosts, host) : undefined;
  const containers = await Promise.all(
    values("containers").map(async (name) =>
      on ? await lookAt(on, name, leases, signal) : ledgerOf(leases, host).find((lease) => lease.name === name),
    ),
  );
  const found = containers.filter((container) => container !== undefined);
  return {
    host,
    images: on ? (await Promise.all(images.map((image) => withTags(on, image, signal)))).flat() : images,
    leases: [...databases, ...found.filter(isLease)],
    others: found.filter((container): container is Foreign => !isLease(container)),
  };
}

/** The caller's own come first: a name that somebody else has too is the caller's when they have one. */
function namedLeases(leases: Leases, name: string, host: string | undefined, caller: Caller): readonly Lease[] {
  const all = leases.list({ host }).filter((lease) => lease.name === name);
  const own = all.filter((lease) => lease.owner === callerId(caller));
  return own.length > 0 ? own : all;
}

/** Databases and containers alike: both are containers to Docker. */
function ledgerOf(leases: Leases, host: string | undefined): readonly Lease[] {
  return [...leases.list({ host }), ...leases.containers.list({ host })];
}

/** As the command finds it: by exact name, or the beginning of the id. What is not there is the command's to tell. */
async function lookAt(
  host: Host,
  name: string,
  leases: Leases,
  signal: AbortSignal,
): Promise<Lease | Foreign | undefined> {
  try {
    const container = await lookUp(host, name, signal);
    const lease = leases.containers.of(container);
    if (lease) return lease;
    const images = await withTags(host, container.image, signal);
    return { host: host.name, images, owner: ownerOf(container) ?? "" };
  } catch (error) {
    if (error instanceof Problem && (error.code === "not-found" || error.code === "ambiguous")) return undefined;
    throw error;
  }
}

function isLease(thing: Lease | Foreign): thing is Lease {
  return "id" in thing;
}

/** An image named by its id, whole or in part, goes by its tags, too. */
async function withTags(host: Host, image: string, signal: AbortSignal): Promise<readonly string[]> {
  const [, id] = /^(?:sha256:)?([0-9a-f]{2,64})$/.exec(image) ?? [];
  if (id === undefined) return [image];
  const rows = await host.operations.images(signal);
  return [image, ...rows.filter((row) => row.id.startsWith(`sha256:${id}`)).flatMap(({ tags }) => tags)];
}

/** The images that a line names, as typed. */
export function imagesNamed(command: Command, input: Input["input"]): readonly string[] {
  const options = optionsOf(command);
  const words = options.filter(({ suggest }) => suggest === "run-line").flatMap(({ key }) => texts(input[key]));
  return [...imagesIn(options, input), ...runImage(words)];
}

/** The image among the words behind `/docker run`. */
function runImage(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const { image } = parseRun(words);
  return image === undefined ? [] : [image];
}

function imagesIn(options: readonly Option[], input: Input["input"]): readonly string[] {
  const [given] = options.some((option) => option.key === "image") ? texts(input["image"]) : [];
  if (given !== undefined) return [given];
  const kind: unknown = input["kind"];
  if (typeof kind !== "object" || kind === null || !("database" in kind)) return [];
  const version = "version" in kind && typeof kind.version === "string" ? `:${kind.version}` : "";
  return [`${String(kind.database)}${version}`];
}

function findHost(hosts: Hosts, name?: string): Host | undefined {
  try {
    return hosts.find(name);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function texts(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === "string");
}
