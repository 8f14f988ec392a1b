import type { Access } from "#core/command.ts";
import type { Database, DatabasePlan } from "#core/database.ts";
import type { ContainerSummary, Host } from "#core/host.ts";
import type { Lease, UpRequest } from "#core/lease.ts";
import { SHARED_NETWORK } from "#core/docker/run-order.ts";
import { Problem } from "#core/problem.ts";
import { admit } from "./admit.ts";
import { withBakedData } from "./baked/shape.ts";
import { containerSpec, forItsStart } from "./container-spec.ts";
import type { ImageFound } from "./image.ts";
import { never } from "./never.ts";
import type { SpinUp } from "./parts.ts";
import { choosePort } from "./ports.ts";
import { removeEverything } from "./removal.ts";
import type { stopwatch } from "./stopwatch.ts";

/** Somebody else can take a port between our choice and the start. */
const portAttempts = 5;

/** Everything that is decided before a container is made. */
export interface Plan {
  readonly request: UpRequest;
  readonly role: Access | undefined;
  readonly host: Host;
  readonly database: Database;
  readonly found: ImageFound;
  readonly plan: DatabasePlan;
  readonly lease: Lease;
  /** Of the host. */
  readonly mostCpus: number;
  /** What `lookAround` gave already. */
  readonly around?: ReturnType<typeof lookAround> | undefined;
  /** An image with the data in it, instead of the one that was found. */
  readonly baked?: Parameters<typeof withBakedData>[1] | undefined;
}

/** What a container will stand beside: those that hold ports now; and its network, which is made if it is not there. */
export async function lookAround(
  host: Host,
  signal: AbortSignal,
): Promise<{ readonly neighbours: readonly ContainerSummary[]; readonly network: string }> {
  const asked = [host.containers.list({}, signal), host.networks.apart(SHARED_NETWORK, signal)] as const;
  const [neighbours, network] = await Promise.all(asked);
  return { neighbours, network };
}

/** Lease row, container with its files, start. On a port that was taken meanwhile: again with another one. */
export async function createAndStart(
  parts: SpinUp,
  { request, role, host, found, plan, database, lease: draft, mostCpus, around, baked }: Plan,
  signal: AbortSignal,
  watch: ReturnType<typeof stopwatch>,
): Promise<Lease> {
  const { ledger, random } = parts;
  const range = parts.rules.quota(role).ports ?? host.ports;
  const { neighbours, network } = await (around ?? lookAround(host, signal));
  const taken = new Set([
    ...neighbours.flatMap((container) => container.ports.map((port) => port.host)),
    ...ledger.list({ host: host.name }).map((other) => other.port),
  ]);
  for (let attempt = 1; ; attempt++) {
    const port = request.port ?? choosePort(range, taken, random);
    const lease = { ...draft, port };
    signal.throwIfAborted();
    admit(parts, lease, role);
    const spec = containerSpec(lease, ledger.instance, { bind: host.bind, network }, database, plan, found.known);
    const whole = forItsStart(baked ? withBakedData(spec, baked) : spec, mostCpus);
    const containerId = await host.containers.create(whole, never());
    watch.lap("createMs");
    try {
      await host.containers.start(containerId, never());
      await host.forwards?.open(port);
      watch.lap("startMs");
      // Only now: the disk takes its time, and so does the server that comes up.
      ledger.update(lease.id, { containerId });
      return { ...lease, containerId };
    } catch (error) {
      const another = error instanceof Problem && error.code === "port-taken" && request.port === undefined;
      if (!another || attempt === portAttempts) throw error;
      await removeEverything(ledger, host, lease);
      taken.add(port);
    }
  }
}
