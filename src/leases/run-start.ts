import { setTimeout as delay } from "node:timers/promises";
import type { Caller } from "#core/caller.ts";
import type { ContainerDraft, ContainerLeases, Started } from "#core/container-lease.ts";
import { cpusOf } from "#core/docker/cpus.ts";
import { wantedPorts } from "#core/docker/held-ports.ts";
import { readLogs } from "#core/docker/read-logs.ts";
import { SHARED_NETWORK } from "#core/docker/run-order.ts";
import type { RunPlan } from "#core/docker-run/plan.ts";
import type { Host } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import type { ContainerDetail } from "#core/operations.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { never } from "./never.ts";
import { removeEverything } from "./removal.ts";
import { admit } from "./admit.ts";
import type { Admitting } from "./admit.ts";

type Order = Parameters<ContainerLeases["start"]>[1];

const LAST_LINES = 40;
const LOOK_EVERY_MS = 250;

/** See `ContainerLeases.start`. Row first, then the labelled container: nothing is on a host that the ledger does not know. */
export async function* startContainer(
  parts: Admitting,
  draft: ContainerDraft,
  { plan, host, newVolumes, watchMs }: Order,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<Step, Started> {
  const { ledger } = parts;
  let lease = leaseOf(draft.lease, plan);
  let settled = false;
  if (plan.request.body.HostConfig.NetworkMode === SHARED_NETWORK) await host.networks.ensure(SHARED_NETWORK, signal);
  signal.throwIfAborted();
  try {
    admit(parts, lease, parts.rules.role(caller));
    yield { text: `Creating ${lease.name}` };
    lease = await create(parts, lease, { plan, host, newVolumes }, signal);
    yield { text: `Watching whether ${lease.name} stays up` };
    const container = await watch(host, lease, watchMs, signal);
    const ended = container.state === "exited" || container.state === "dead";
    const log = ended ? await lastLines(host, container.id, signal) : "";
    const removed = ended && (container.exitCode !== 0 || plan.removeWhenEnded);
    if (removed) return { container, lease, log, removed };
    const { restart } = plan;
    if (restart) {
      const policy = { name: restart.Name, retries: restart.MaximumRetryCount };
      await host.operations.update(container.id, { restart: policy }, never());
    }
    ledger.update(lease.id, { state: "ready" });
    settled = true;
    return { container, lease: { ...lease, state: "ready" }, log, removed };
  } finally {
    try {
      if (!settled && ledger.get(lease.id)) await undo(parts, host, lease);
    } finally {
      ledger.work.release(lease.id);
    }
  }
}

/** With what the final request gives it, which counts against quotas. */
function leaseOf(draft: Lease, { request, removeWhenEnded }: RunPlan): Lease {
  const { HostConfig: host } = request.body;
  return {
    ...draft,
    ...(removeWhenEnded && { removeWhenEnded }),
    port: wantedPorts(host)[0] ?? 0,
    memoryBytes: host.Memory ?? 0,
    cpus: cpusOf(host),
  };
}

/** The engine is never interrupted in the middle of a create or a start: it would finish them behind our back. */
async function create(
  { ledger }: Admitting,
  lease: Lease,
  { plan, host, newVolumes }: Pick<Order, "plan" | "host" | "newVolumes">,
  signal: AbortSignal,
): Promise<Lease> {
  const ports = wantedPorts(plan.request.body.HostConfig);
  for (const volume of newVolumes) await host.operations.createVolume(volume, plan.request.body.Labels ?? {}, signal);
  const containerId = await host.operations.create(plan.request, signal);
  ledger.update(lease.id, { containerId });
  signal.throwIfAborted();
  await host.containers.start(containerId, never()).catch((error: unknown) => {
    throw heldElsewhere(error, ports[0], host.name);
  });
  for (const port of ports) await host.forwards?.open(port);
  return { ...lease, containerId };
}

/** A container that has the port was found before; so it is another program of the host. */
function heldElsewhere(error: unknown, port: number | undefined, host: string): unknown {
  if (!(error instanceof Problem) || error.code !== "port-taken" || port === undefined) return error;
  return new Problem("port-taken", `${error.message.replace(/\.$/, "")} by a program that is no container.`, {
    hint: `Choose another port of ${host}: -p ${port + 1}:… in place of -p ${port}:…`,
    cause: error,
  });
}

/** As it is when it has ended, when it says that it is healthy, or when the time is over. */
async function watch(host: Host, lease: Lease, watchMs: number, signal: AbortSignal): Promise<ContainerDetail> {
  const until = performance.now() + watchMs;
  for (;;) {
    signal.throwIfAborted();
    const container = await host.operations.inspect(lease.containerId ?? lease.name, signal);
    if (!container) {
      throw new Problem("not-found", `${lease.name} was removed by somebody else while it was watched.`);
    }
    const settled = container.state !== "running" || container.health?.status === "healthy";
    if (settled || performance.now() >= until) return container;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function lastLines(host: Host, id: string, signal: AbortSignal): Promise<string> {
  const log = await readLogs(host.operations.logs(id, { tail: LAST_LINES }, signal), undefined);
  return log.lines.join("\n");
}

/** What went wrong first is what the caller must hear; a row that stays says "removing", and is finished later. */
async function undo({ ledger }: Admitting, host: Host, lease: Lease): Promise<void> {
  try {
    await removeEverything(ledger, host, lease);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
