import { callerId, placeId } from "../caller.ts";
import type { Caller } from "../caller.ts";
import type { Access } from "../command.ts";
import type { ContainerLeases } from "../container-lease.ts";
import type { Lease } from "../lease.ts";
import { Problem } from "../problem.ts";

/** Whose a container is, by its labels: they are on the engine, so this is true without the ledger, too. */
type Labelled = { readonly name: string; readonly labels: Readonly<Record<string, string>> };

/** What everything carries that somebody made in Docker's own words: whose it is. */
export function runLabels({
  id,
  name,
  owner,
  channel,
  createdAt,
}: Pick<Lease, "id" | "name" | "owner" | "channel" | "createdAt">): Record<string, string> {
  return {
    "longshore.lease": id,
    "longshore.kind": "container",
    "longshore.name": name,
    "longshore.owner": owner,
    "longshore.channel": channel,
    "longshore.created": createdAt.toISOString(),
  };
}

/** The labels of what costs nothing and has no end, such as a network; so no bot's ledger has a row of it. */
export function ownLabels(name: string, caller: Caller): Record<string, string> {
  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  return runLabels({ id, name, owner: callerId(caller), channel: placeId(caller), createdAt: new Date() });
}

/**
 * The same with the owner of its lease. Labels keep the first one for as long as the container is there, and what was
 * given away is its new owner's; what no lease is known of stays its label's.
 */
export function withOwner<T extends Pick<Labelled, "labels">>(thing: T, leases: Pick<ContainerLeases, "of">): T {
  const owner = leases.of(thing)?.owner;
  return owner === undefined ? thing : { ...thing, labels: { ...thing.labels, "longshore.owner": owner } };
}

export function isOurs({ labels }: Pick<Labelled, "labels">): boolean {
  return (labels["longshore.lease"] ?? "") !== "";
}

/**
 * One of `/db`, whose container is half of it: the ledger is the other half. Told by what it lacks, because our images
 * have a label with the database's name, and containers inherit those.
 */
export function isDatabase({ labels }: Pick<Labelled, "labels">): boolean {
  return isOurs({ labels }) && !isContainer({ labels });
}

/** One of `/docker run`. */
export function isContainer({ labels }: Pick<Labelled, "labels">): boolean {
  return labels["longshore.kind"] === "container";
}

/** The owner's `callerId`; undefined for what is not ours. */
export function ownerOf({ labels }: Pick<Labelled, "labels">): string | undefined {
  return isOurs({ labels }) ? labels["longshore.owner"] : undefined;
}

/** What `mayChange` is told of the one who asks. */
export interface Changing {
  readonly caller: Caller;
  readonly role: Access | undefined;
  /** "stop" */
  readonly verb: string;
  /** The line that only looks; default: inspect. */
  readonly look?: string;
  /** Names of what is not ours and may be changed all the same; a star stands for any text. */
  readonly foreign?: readonly string[];
}

/**
 * Throws a Problem when this caller may not change the container: it is not ours, or somebody else's. An admin may
 * change anybody's; what is not ours nobody, unless the settings open it.
 */
export function mayChange(container: Labelled, { caller, role, verb, look, foreign = [] }: Changing): void {
  const { name } = container;
  if (!isOurs(container)) {
    if (foreign.some((pattern) => isLike(name, pattern))) return;
    throw new Problem("not-allowed", `${name} was not made here, so it can be looked at and not changed.`, {
      hint: look ?? `/docker inspect ${name}`,
    });
  }
  const owner = ownerOf(container) ?? "";
  if (owner !== callerId(caller) && role !== "admin") {
    throw new Problem(
      "not-allowed",
      `${name} is ${owner || "somebody else"}'s; its owner or an admin may ${verb} it.`,
      {
        hint: look ?? `/docker inspect ${name}`,
      },
    );
  }
}

function isLike(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

/** A database's name, container and volumes are its lease's: removing or renaming one of them alone would break it. */
export function mayTakeApart(container: Labelled, instead: string): void {
  if (!isDatabase(container)) return;
  throw new Problem("not-allowed", `${container.name} is a database, with volumes and a login that belong to it.`, {
    hint: instead,
  });
}
