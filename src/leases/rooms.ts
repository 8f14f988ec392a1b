import type { ContainerSummary, Host } from "#core/host.ts";
import type { EngineFacts } from "./engine-facts.ts";
import type { Ledger } from "./ledger.ts";
import { ownRoom } from "./room.ts";
import type { Room } from "./room.ts";
import type { HostBudget, LeaseRules } from "./rules.ts";

/** Somebody waits for a database: an estimate that takes longer is done without. Below what a choice of a host may take. */
const ESTIMATE_MS = 1_000;
/** The engine walks every volume's files for it, which can take a minute. */
const DISK_FRESH_MS = 5 * 60_000;
const DISK_MS = 70_000;
/** Of the requests for limits that are not known yet. */
const AT_ONCE = 8;

/** What is free on hosts, measured or estimated. */
export interface Rooms {
  /** Never throws: what nobody can tell refuses nothing. */
  of(host: Host, signal: AbortSignal): Promise<Room | undefined>;
}

interface Parts {
  readonly ledger: Pick<Ledger, "list" | "spares">;
  readonly rules: Pick<LeaseRules, "budget">;
  readonly engineFacts: EngineFacts;
}

/**
 * The bot's own machine is measured. Docker's API says neither how much memory nor how much disk of another one is free, so
 * there it is an estimate: all memory less the limits of what runs, and what the settings allow on the disk less what Docker
 * says that it takes there. A host whose memory is set is judged by that alone.
 */
export function rememberRooms(parts: Parts): Rooms {
  const limits = new Map<string, Map<string, number>>();
  const disks = new Map<string, Disk>();
  return {
    async of(host, signal) {
      if (host.local) return ownRoom().catch(() => undefined);
      const budget = parts.rules.budget(host.name);
      const known = limits.get(host.name) ?? new Map<string, number>();
      limits.set(host.name, known);
      const diskBytes = diskLeft(host, budget, disks);
      const within = AbortSignal.any([signal, AbortSignal.timeout(ESTIMATE_MS)]);
      const memory = budget.memoryBytes === undefined ? memoryLeft(parts, host, known, within) : undefined;
      // A host that does not answer says so to whoever wants something of it.
      return { memoryBytes: await memory?.catch(() => undefined), diskBytes, isEstimate: true };
    },
  };
}

/** A container without a limit takes what it likes, and counts as nothing. */
async function memoryLeft(
  { ledger, engineFacts }: Parts,
  host: Host,
  known: Map<string, number>,
  signal: AbortSignal,
): Promise<number> {
  const [{ memoryBytes }, all] = await Promise.all([engineFacts.of(host, signal), host.containers.list({}, signal)]);
  const running = all.filter(({ status }) => ["running", "paused", "restarting"].includes(status));
  const leased = [...ledger.list({ host: host.name }), ...ledger.spares.list(host.name)];
  const ours = new Map(leased.map(({ containerId, memoryBytes }) => [containerId, memoryBytes]));
  for (const id of known.keys()) if (!running.some((container) => container.id === id)) known.delete(id);
  const unknown = running.filter(({ id }) => !ours.has(id) && !known.has(id));
  await learn(host, unknown, known, signal);
  return running.reduce((left, { id }) => left - (ours.get(id) ?? known.get(id) ?? 0), memoryBytes);
}

/** Limits of containers that are not in the ledger, which seldom change. */
async function learn(
  host: Host,
  containers: readonly ContainerSummary[],
  known: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < containers.length; at += AT_ONCE) {
    const some = containers.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map(({ id }) => host.containers.inspect(id, signal)));
    for (const container of found) if (container) known.set(container.id, container.limits.memoryBytes);
  }
}

interface Disk {
  usedBytes: number | undefined;
  askedAt: number;
}

/** By what the engine said last; undefined until it has. It is asked again in the background, and nobody waits for that. */
function diskLeft(host: Host, { diskBytes }: HostBudget, disks: Map<string, Disk>): number | undefined {
  if (diskBytes === undefined) return undefined;
  const disk = disks.get(host.name) ?? { usedBytes: undefined, askedAt: -Infinity };
  disks.set(host.name, disk);
  if (performance.now() - disk.askedAt > DISK_FRESH_MS) {
    disk.askedAt = performance.now();
    void addUp(host, disk);
  }
  return disk.usedBytes === undefined ? undefined : diskBytes - disk.usedBytes;
}

async function addUp(host: Host, disk: Disk): Promise<void> {
  try {
    const { imagesBytes, containersBytes, volumesBytes } = await host.diskUsage(AbortSignal.timeout(DISK_MS));
    disk.usedBytes = imagesBytes + containersBytes + volumesBytes;
  } catch {
    // The next one asks again.
    disk.askedAt = -Infinity;
  }
}
