import type { ContainerDraft, ContainerLeases, ContainerOrder } from "../container-lease.ts";
import type { Databases } from "../database.ts";
import type { Advice } from "../docker-run/advice.ts";
import { adviseOn } from "../docker-run/advice.ts";
import type { RunLine } from "../docker-run/read.ts";
import { writeRestart } from "../docker-run/grammar/texts.ts";
import { defaultsWithin } from "../docker-run/run-policy.ts";
import type { RunContext, RunPolicy } from "../docker-run/run-policy.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Host, ImageDescription } from "../host.ts";
import type { ContainerRow } from "../operations.ts";
import { readableName } from "../names.ts";
import { freePorts, portsInUse } from "./held-ports.ts";
import { databaseAdvice, putRight } from "./image-advice.ts";

/** The bridge that containers are on when the line names none; on it they do not reach one another. */
export const SHARED_NETWORK = "longshore";

/** A line that was read, with a name for its container. */
export function named({ options, ...rest }: RunRequest): RunRequest {
  return { ...rest, options: { ...options, name: options.name ?? readableName(Math.random) } };
}

/** What its lease has to know of a line. */
export function orderOf({ options, image }: RunRequest, host: string, ttlMs: number | undefined): ContainerOrder {
  const { name = "", rm = false, restart } = options;
  const policy = restart && restart.name !== "" && restart.name !== "no" ? writeRestart(restart) : undefined;
  return { host, name, image, ttlMs, removeWhenEnded: rm, restart: policy };
}

/** What is known at the moment the request is made. */
export function contextOf({ host, draft, ports, policy, image, rows }: Circumstances): RunContext {
  const inUse = portsInUse(rows);
  const isTaken = (port: number) => inUse.has(port) || ports.taken.has(port);
  const own = rows.filter((row) => row.labels["longshore.owner"] === draft.lease.owner);
  return {
    labels: draft.labels,
    address: host.bind,
    network: SHARED_NETWORK,
    image,
    defaults: defaultsWithin(policy),
    freePorts: freePorts(ports.range, MOST_CHOSEN, isTaken, Math.random),
    ownContainers: own.flatMap(({ name, id }) => [name, id]),
    runtime: host.runtime,
  };
}

export interface Circumstances {
  readonly host: Host;
  readonly draft: ContainerDraft;
  readonly ports: ReturnType<ContainerLeases["ports"]>;
  readonly policy: RunPolicy;
  /** Undefined while nobody has looked. */
  readonly image: ImageDescription | undefined;
  /** All containers of the host. */
  readonly rows: readonly ContainerRow[];
}

/** A line that wants more ports of our choosing is a slip. */
const MOST_CHOSEN = 100;

export interface Known {
  readonly advice: readonly Advice[];
  /** The line with what would end it put right. */
  readonly right: RunRequest | undefined;
  /** The database that the image holds, for the reason when it ends. */
  readonly database: string | undefined;
  readonly version: string;
}

/** What is known of this line, with the image looked at. */
export function knownOf(request: RunRequest, image: ImageDescription | undefined, databases: Databases): Known {
  const found = image && databases.names.find((name) => databases.find(name).database.versionOf(image) !== undefined);
  const version = (found && image && databases.find(found).database.versionOf(image)) ?? "";
  const advise = (line: RunRequest) => adviseOn(line, databaseAdvice(databases), version || undefined);
  return { advice: advise(request), right: putRight(request, advise), database: found, version };
}

/** What to say of a line besides what became of it: how it was read, and what is worth knowing. */
export function remarks(
  { repairs, notes }: Pick<RunLine, "repairs" | "notes">,
  advice: readonly Advice[],
): readonly string[] {
  return [
    ...repairs.map(({ from, to }) => `Read ${JSON.stringify(from)} as ${JSON.stringify(to)}.`),
    ...notes,
    ...advice.filter(({ kind }) => kind === "note").map(({ sentence }) => sentence),
  ];
}
