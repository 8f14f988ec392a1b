import type { Databases } from "#core/database.ts";
import type { Finding } from "#core/doctor.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { bindHint, unboundSays } from "#core/reach.ts";
import type { Ledger } from "#leases/ledger.ts";
import { targetOf } from "#leases/target.ts";
import { dial } from "./dial.ts";

/** A server that is well answers at once. */
const QUERY_MS = 4_000;

export interface ExaminedHost {
  readonly ledger: Pick<Ledger, "instance" | "list">;
  readonly databases: Databases;
}

/**
 * Whether the engine answers, over whatever leads to it, and whether clients get through to what runs on it. Each finding
 * says what was tried.
 *
 * Throws what the host throws when it does not answer.
 */
export async function examineHost(host: Host, parts: ExaminedHost, signal: AbortSignal): Promise<Finding[]> {
  const about = `host ${host.name}`;
  const { engineVersion, apiVersion, latencyMs } = await host.describe(signal);
  const says = `Engine ${engineVersion}, API ${apiVersion}, asked over ${host.kind}, answers in ${Math.round(latencyMs)} ms.`;
  const unbound: Finding = { tone: "error", about, says: unboundSays(host.name), todo: bindHint(host.name) };
  const running = await databasesThatRun(host, parts.ledger, signal);
  const [lease] = running;
  return [
    { tone: "ok", about, says },
    ...(host.unbound ? [unbound] : []),
    // What was made before there was another address may well answer.
    ...(lease ? await examineLease(host, lease, parts, signal) : []),
    ...(lease || host.unbound ? [] : [await examineAddress(host, signal)]),
    ...(lease ? await examineNeighbours(host, running, signal) : []),
  ];
}

async function databasesThatRun(
  host: Host,
  ledger: ExaminedHost["ledger"],
  signal: AbortSignal,
): Promise<readonly Lease[]> {
  const containers = await host.containers.list({ "longshore.instance": ledger.instance }, signal);
  const running = new Set(
    containers.filter(({ status }) => status === "running").map(({ labels }) => labels["longshore.lease"]),
  );
  return ledger
    .list({ host: host.name })
    .filter(({ id, kind, state }) => kind !== "container" && state === "ready" && running.has(id));
}

/** Made while the engine's own bridge kept containers apart, and still on it now that it does not. */
async function examineNeighbours(host: Host, running: readonly Lease[], signal: AbortSignal): Promise<Finding[]> {
  const together = new Set(await host.networks.together(signal));
  const names = running
    .filter(({ containerId }) => containerId !== undefined && together.has(containerId))
    .map(({ name }) => name);
  if (names.length === 0) return [];
  const says = `${names.join(", ")}: on the engine's own bridge, where other containers can reach them.`;
  const todo = `Put "icc": false back in ${host.name}'s daemon.json and restart the engine, or make them anew.`;
  return [{ tone: "warning", about: `host ${host.name}`, says, todo }];
}

async function examineLease(host: Host, lease: Lease, parts: ExaminedHost, signal: AbortSignal): Promise<Finding[]> {
  const about = `host ${host.name}`;
  const { name, address, port } = lease;
  const { kind } = await dial(address, port, signal);
  const first = kind === "taken" ? await ask(host, lease, parts, signal) : await silent(host, lease, signal);
  if (address === host.address || host.unbound) return [first];
  // What is set now was never tried by anybody: this one was made before.
  const now = await dial(host.address, port, signal);
  const isWell = now.kind === "taken";
  const says = isWell
    ? `New ones are given ${host.address}; the port of ${name} takes a TCP connection there, too.`
    : `New ones are given ${host.address}, where nothing answers at port ${port}, although ${name} runs.`;
  const todo = isWell
    ? "Make it anew when clients should dial the address that is set now."
    : `Set advertise of ${host.name} in HOSTS to an address clients reach, and bind to one of its own.`;
  return [first, { tone: isWell ? "warning" : "error", about, says, todo }];
}

/** A query by its own driver: a connection that is taken says nothing of the database behind it. */
async function ask(host: Host, lease: Lease, { databases }: ExaminedHost, signal: AbortSignal): Promise<Finding> {
  const about = `host ${host.name}`;
  const { name } = lease;
  const at = `${lease.address}:${lease.port}, from the bot's machine`;
  try {
    const { database } = databases.find(lease.database);
    await database.probe(targetOf(lease), AbortSignal.any([signal, AbortSignal.timeout(QUERY_MS)]));
    return { tone: "ok", about, says: `${name} answers a query at ${at}.` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const says = `${name} takes a TCP connection at ${at}, but answers no query: ${why.split("\n")[0]}`;
    const todo = error instanceof Problem ? error.hint : `See how it does: /db status ${name} --host ${host.name}`;
    return { tone: "error", about, says, todo };
  }
}

async function silent(host: Host, { name, address, port }: Lease, signal: AbortSignal): Promise<Finding> {
  const about = `host ${host.name}`;
  const says = `${name} runs, but nothing takes a TCP connection at ${address}:${port}.`;
  const found = { tone: "error", about, says } as const;
  if (host.forwards) {
    const todo =
      "Its port comes through SSH as long as the bot runs: is it running? Its log says why a port is not open. sshd needs AllowTcpForwarding yes.";
    return { ...found, todo };
  }
  const reach = (await host.power?.reach(port, signal)) ?? [];
  const through = reach.filter((place) => place.answers).map((place) => `${place.address} (for ${place.from})`);
  if (through.length > 0) {
    return { ...found, todo: `These answer: ${through.join(", ")}. Set advertise of ${host.name} in HOSTS to one.` };
  }
  const tried = reach.length > 0 ? ` Nor does ${reach.map((place) => place.address).join(", ")}.` : "";
  const todo = `Set advertise of ${host.name} in HOSTS to an address clients reach, and bind to one of its own; look at its firewall.`;
  return { ...found, says: `${says}${tried}`, todo };
}

/** Where nothing runs that could answer: whether there is a machine at all at the address that clients will be given. */
async function examineAddress({ name, address, ports, forwards }: Host, signal: AbortSignal): Promise<Finding> {
  const about = `host ${name}`;
  const none = "No database runs there";
  if (forwards || LOOPBACK.test(address)) return { tone: "ok", about, says: `${none}, so no address was tried.` };
  const { kind } = await dial(address, ports.first, signal);
  if (kind === "taken" || kind === "refused") {
    const says = `${none}. ${address}, which clients are given, answers: it ${kind === "taken" ? "takes" : "refuses"} a TCP connection to port ${ports.first}.`;
    return { tone: "ok", about, says };
  }
  const todo = `Set advertise of ${name} in HOSTS to an address that clients reach.`;
  if (kind === "unknown") {
    return { tone: "error", about, says: `Clients are given ${address}, and no such name is found.`, todo };
  }
  const says = `Clients are given ${address}, which does not answer: a TCP connection to port ${ports.first} was neither taken nor refused.`;
  return {
    tone: "warning",
    about,
    says,
    todo: `${todo} A firewall that swallows what it does not let through looks the same.`,
  };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;
