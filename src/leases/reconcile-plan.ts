import type { ContainerSummary } from "#core/host.ts";
import type { Lease } from "#core/lease.ts";
import { isSpare, leaseOfVolume } from "./labels.ts";

/** What one host has and what the ledger says of it. The host was asked first, and then the ledger. */
export interface Found {
  readonly containers: readonly ContainerSummary[];
  readonly volumes: readonly string[];
  readonly leases: readonly Lease[];
  /** Ids of servers that wait for somebody: they are looked after elsewhere. */
  readonly spares: readonly string[];
}

/** One thing that is not as it should be, and what is done about it. */
export type Repair =
  /** Being made when its process died, but its container runs: wait for it and hand it out. */
  | { readonly kind: "finish"; readonly lease: Lease }
  /** Being made or removed when its process died: remove what there is. */
  | { readonly kind: "remove"; readonly lease: Lease }
  /** It was to be removed at its end, which has come. */
  | { readonly kind: "end"; readonly lease: Lease }
  /** Its container is gone. */
  | { readonly kind: "close"; readonly lease: Lease }
  /** The container has the lease's label and another id than the ledger thinks. */
  | { readonly kind: "reattach"; readonly lease: Lease; readonly containerId: string }
  /** It was a spare, and has been handed out, but has its limits and its name from before. */
  | { readonly kind: "settle"; readonly lease: Lease }
  /** Its password was being changed when its process died. */
  | { readonly kind: "rotate"; readonly lease: Lease }
  /** A container of ours that the ledger knows nothing of. */
  | { readonly kind: "adopt"; readonly container: ContainerSummary }
  /** One that was never started, or a spare: nobody can have been promised it. */
  | { readonly kind: "discard"; readonly container: ContainerSummary }
  /** A volume that belongs to nothing. */
  | { readonly kind: "sweep"; readonly volume: string };

/**
 * Pure: what has to be put right. What somebody alive works on is left to them.
 *
 * A container that is made while we look is in the ledger before it is on the host, so asking the host first never
 * finds one that only seems to have no row.
 */
export function planRepairs(
  { containers, volumes, leases, spares }: Found,
  isBusy: (lease: string) => boolean,
): Repair[] {
  const idle = (id: string) => !isBusy(id);
  const byLease = Map.groupBy(containers, ({ labels }) => labels["longshore.lease"] ?? "");
  const known = new Set([...leases.map(({ id }) => id), ...spares]);
  return [
    ...leases.filter(({ id }) => idle(id)).flatMap((lease) => repairOf(lease, byLease.get(lease.id) ?? [])),
    ...containers
      .filter(({ labels }) => !known.has(labels["longshore.lease"] ?? "") && idle(labels["longshore.lease"] ?? ""))
      .map((container): Repair => ({
        kind: container.status === "created" || isSpare(container) ? "discard" : "adopt",
        container,
      })),
    ...volumes
      .filter((volume) => {
        const id = leaseOfVolume(volume);
        return id !== undefined && !known.has(id) && !byLease.has(id) && idle(id);
      })
      .map((volume): Repair => ({ kind: "sweep", volume })),
  ];
}

function repairOf(lease: Lease, containers: readonly ContainerSummary[]): Repair[] {
  const [container] = containers;
  if (lease.state === "removing") return [{ kind: "remove", lease }];
  // Nobody was told of it, and who made it may know a password that still works.
  if (lease.state === "claiming") return [{ kind: "remove", lease }];
  if (lease.state === "creating") return [{ kind: container?.status === "running" ? "finish" : "remove", lease }];
  if (!container) return [{ kind: "close", lease }];
  if (lease.removeWhenEnded && ["exited", "dead"].includes(container.status)) return [{ kind: "end", lease }];
  if (containers.some(({ id }) => id === lease.containerId)) {
    if (isSpare(container)) return [{ kind: "settle", lease }];
    return lease.rotating && container.status === "running" ? [{ kind: "rotate", lease }] : [];
  }
  return [{ kind: "reattach", lease, containerId: container.id }];
}
