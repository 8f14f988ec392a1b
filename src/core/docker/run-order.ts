import type { Caller } from "../caller.ts";
import type { Databases } from "../database.ts";
import type { Advice } from "../docker-run/advice.ts";
import { adviseOn } from "../docker-run/advice.ts";
import type { RunLine } from "../docker-run/read.ts";
import { RUN_DEFAULTS } from "../docker-run/run-policy.ts";
import type { RunContext } from "../docker-run/run-policy.ts";
import type { RunRequest } from "../docker-run/run-request.ts";
import type { Host, ImageDescription } from "../host.ts";
import type { ContainerRow } from "../operations.ts";
import { readableName } from "../names.ts";
import { freePorts, portsInUse } from "./held-ports.ts";
import { databaseAdvice, putRight } from "./image-advice.ts";
import { newLease, runLabels } from "./ownership.ts";

/** The bridge that containers are on when the line names none; on it they do not reach one another. */
export const SHARED_NETWORK = "longshore";

/** A line that was read, with a name for its container. */
export function named({ options, ...rest }: RunRequest): RunRequest {
  return { ...rest, options: { ...options, name: options.name ?? readableName(Math.random) } };
}

/** What is known at the moment the request is made. */
export function contextOf(
  request: RunRequest,
  {
    host,
    caller,
    image,
    rows,
  }: {
    readonly host: Host;
    readonly caller: Caller;
    readonly image: ImageDescription | undefined;
    readonly rows: readonly ContainerRow[];
  },
): RunContext {
  const labels = runLabels({ ...newLease(), name: request.options.name ?? "" }, caller);
  const inUse = portsInUse(rows);
  const own = rows.filter((row) => row.labels["longshore.owner"] === labels["longshore.owner"]);
  return {
    labels,
    address: host.bind,
    network: SHARED_NETWORK,
    image,
    defaults: RUN_DEFAULTS,
    freePorts: freePorts(host.ports, MOST_CHOSEN, (port) => inUse.has(port), Math.random),
    ownContainers: own.flatMap(({ name, id }) => [name, id]),
  };
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
