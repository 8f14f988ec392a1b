import { connect } from "node:net";
import type { Finding } from "#core/doctor.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import type { Ledger } from "#leases/ledger.ts";

/** A published port answers within a few ms, or not at all. */
const DIAL_MS = 2_000;

/**
 * Whether the engine answers, and whether clients get through to what runs on it.
 *
 * Throws what the host throws when it does not answer.
 */
export async function examineHost(
  host: Host,
  ledger: Pick<Ledger, "instance" | "list">,
  signal: AbortSignal,
): Promise<Finding[]> {
  const about = `host ${host.name}`;
  const { engineVersion, apiVersion, latencyMs } = await host.describe(signal);
  const says = `Engine ${engineVersion}, API ${apiVersion}, answers in ${Math.round(latencyMs)} ms.`;
  const containers = await host.containers.list({ "longshore.instance": ledger.instance }, signal);
  const running = new Set(
    containers.filter(({ status }) => status === "running").map(({ labels }) => labels["longshore.lease"]),
  );
  const lease = ledger
    .list({ host: host.name })
    .find(({ id, kind, state }) => kind !== "container" && state === "ready" && running.has(id));
  const dialled = lease
    ? await examineAddress(host, lease, signal)
    : ({ tone: "ok", about, says: "No database runs there, so no address was tried." } as const);
  return [{ tone: "ok", about, says }, dialled];
}

async function examineAddress(host: Host, { name, address, port }: Lease, signal: AbortSignal): Promise<Finding> {
  const about = `host ${host.name}`;
  const moved = address !== host.address;
  if (await answers(address, port, signal)) {
    const says = `${name} answers at ${address}:${port}, from the bot's machine.`;
    if (!moved) return { tone: "ok", about, says };
    return {
      tone: "warning",
      about,
      says: `${says} New ones are given ${host.address}.`,
      todo: "Make it anew when clients should dial the address that is set now.",
    };
  }
  const silent = { tone: "error", about, says: `${name} runs, but nothing answers at ${address}:${port}.` } as const;
  if (host.forwards) {
    const todo =
      "Its port comes through SSH as long as the bot runs: is it running? Its log says why a port is not open. sshd needs AllowTcpForwarding yes.";
    return { ...silent, todo };
  }
  const reach = (await host.power?.reach(port, signal)) ?? [];
  const through = reach.filter((place) => place.answers).map((place) => `${place.address} (for ${place.from})`);
  if (through.length > 0) {
    return { ...silent, todo: `These answer: ${through.join(", ")}. Set advertise of ${host.name} in HOSTS to one.` };
  }
  const tried = reach.length > 0 ? ` Nor does ${reach.map((place) => place.address).join(", ")}.` : "";
  const todo = `Set advertise of ${host.name} in HOSTS to an address clients reach, and bind to one of its own; look at its firewall.`;
  return { ...silent, says: `${silent.says}${tried}`, todo };
}

function answers(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, signal });
  socket.setTimeout(DIAL_MS, () => socket.destroy());
  socket.once("connect", () => {
    resolve(true);
    socket.destroy();
  });
  socket.on("error", () => {});
  socket.once("close", () => resolve(false));
  return promise;
}
