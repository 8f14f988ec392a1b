import type { Databases } from "#core/database.ts";
import type { ContainerState, Host, Hosts } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { targetOf } from "./target.ts";
import { waitUntilReady } from "./ready.ts";

export interface Lifecycle {
  readonly hosts: Hosts;
  readonly databases: Databases;
}

/** Stops the server gently and tells what the host says afterwards. */
export async function* stop(parts: Lifecycle, lease: Lease, signal: AbortSignal): AsyncGenerator<Step, ContainerState> {
  const { host, database, containerId } = resolve(parts, lease);
  yield { text: `Stopping ${lease.name}` };
  await host.containers.stop(containerId, database.stopSeconds, signal);
  return observe(host, lease, containerId, signal);
}

/** Starts a stopped one, or does nothing to a running one, and waits until it answers. */
export async function* start(
  parts: Lifecycle,
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<Step, ContainerState> {
  const { host, containerId } = resolve(parts, lease);
  yield { text: `Starting ${lease.name}` };
  await host.containers.start(containerId, signal);
  return yield* untilAnswered(parts, lease, signal);
}

export async function* restart(
  parts: Lifecycle,
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<Step, ContainerState> {
  const { host, database, containerId } = resolve(parts, lease);
  yield { text: `Restarting ${lease.name}` };
  await host.containers.restart(containerId, database.stopSeconds, signal);
  return yield* untilAnswered(parts, lease, signal);
}

async function* untilAnswered(
  parts: Lifecycle,
  lease: Lease,
  signal: AbortSignal,
): AsyncGenerator<Step, ContainerState> {
  const { host, database, containerId } = resolve(parts, lease);
  yield { text: `Waiting for ${database.title} to answer` };
  await waitUntilReady(
    {
      host,
      containerId,
      database,
      target: targetOf(lease),
      memoryBytes: lease.memoryBytes,
      limitMs: database.firstStartMs,
    },
    signal,
  );
  return observe(host, lease, containerId, signal);
}

/** Where a lease lives. A lease whose container was never made, or is gone, is a Problem. */
export function resolve({ hosts, databases }: Lifecycle, lease: Lease) {
  const host = hosts.find(lease.host);
  const { database } = databases.find(lease.database);
  if (lease.containerId === undefined) {
    throw new Problem("not-found", `${lease.name} has no container yet: it is still being made.`, {
      hint: "Wait for it, or remove it: /db down " + lease.name,
    });
  }
  return { host, database, containerId: lease.containerId };
}

async function observe(host: Host, lease: Lease, containerId: string, signal: AbortSignal): Promise<ContainerState> {
  const state = await host.containers.inspect(containerId, signal);
  if (state) return state;
  throw containerGone(lease);
}

export function containerGone(lease: Lease): Problem {
  return new Problem("not-found", `The container of ${lease.name} is gone from host "${lease.host}".`, {
    hint: `Somebody removed it outside of Longshore. Clear what is left: /db down ${lease.name}`,
  });
}
