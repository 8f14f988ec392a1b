import { callerId, channelId } from "../caller.ts";
import type { Caller } from "../caller.ts";
import type { Access } from "../command.ts";
import { Problem } from "../problem.ts";

/** Whose a container is, by its labels: they are on the engine, so this is true without the ledger, too. */
type Labelled = { readonly name: string; readonly labels: Readonly<Record<string, string>> };

/**
 * What a container that somebody started by `/docker run` carries. Without the label of a bot's instance: the ledger has
 * no row of it, and putting a host in order would take it for something left behind.
 */
export function runLabels(
  { id, name, createdAt }: { readonly id: string; readonly name: string; readonly createdAt: Date },
  caller: Caller,
): Readonly<Record<string, string>> {
  return {
    "longshore.lease": id,
    "longshore.kind": "container",
    "longshore.name": name,
    "longshore.owner": callerId(caller),
    "longshore.channel": channelId(caller),
    "longshore.created": createdAt.toISOString(),
  };
}

/** What a lease begins with. */
export function newLease(): { readonly id: string; readonly createdAt: Date } {
  return { id: crypto.randomUUID().replaceAll("-", "").slice(0, 12), createdAt: new Date() };
}

export function isOurs({ labels }: Pick<Labelled, "labels">): boolean {
  return (labels["longshore.lease"] ?? "") !== "";
}

/**
 * One of `/db`, whose container is half of it: the ledger is the other half. Told by what it lacks, because our images
 * have a label with the database's name, and containers inherit those.
 */
export function isDatabase({ labels }: Pick<Labelled, "labels">): boolean {
  return isOurs({ labels }) && labels["longshore.kind"] !== "container";
}

/** The owner's `callerId`; undefined for what is not ours. */
export function ownerOf({ labels }: Pick<Labelled, "labels">): string | undefined {
  return isOurs({ labels }) ? labels["longshore.owner"] : undefined;
}

/**
 * Throws a Problem when this caller may not change the container: it is not ours, or somebody else's. An admin may
 * change anybody's, and nobody what is not ours.
 */
export function mayChange(
  container: Labelled,
  caller: Caller,
  role: Access | undefined,
  verb: string,
  look?: string,
): void {
  const { name } = container;
  if (!isOurs(container)) {
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

/** A database's name, container and volumes are its lease's: removing or renaming one of them alone would break it. */
export function mayTakeApart(container: Labelled, instead: string): void {
  if (!isDatabase(container)) return;
  throw new Problem("not-allowed", `${container.name} is a database, with volumes and a login that belong to it.`, {
    hint: instead,
  });
}
