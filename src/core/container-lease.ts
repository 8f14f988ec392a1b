import type { Caller } from "./caller.ts";
import type { RunPlan } from "./docker-run/plan.ts";
import type { Host } from "./host.ts";
import type { Lease, LeaseFilter } from "./lease.ts";
import type { ContainerChange, ContainerDetail } from "./operations.ts";
import type { Step } from "./reply.ts";

/** What a container is for whom, by what it carries on its host. */
type Labelled = { readonly labels: Readonly<Record<string, string>> };

/** What `/docker run` was asked for, as far as its lease is concerned. */
export interface ContainerOrder {
  readonly host: string;
  readonly name: string;
  readonly image: string;
  readonly ttlMs: number | undefined;
  /** `--rm` */
  readonly removeWhenEnded: boolean;
  /** The policy that it gets once it runs: `on-failure:3`. */
  readonly restart: string | undefined;
}

/** A lease that is not there yet, and what its container is to carry. */
export interface ContainerDraft {
  readonly lease: Lease;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container that runs, or that has ended already. */
export interface Started {
  readonly container: ContainerDetail;
  readonly lease: Lease;
  /** Its last lines, when it ended. */
  readonly log: string;
  /** It failed, or was to be removed at its end: it and the volumes made for it are gone again. */
  readonly removed: boolean;
}

/**
 * The leases of containers that somebody started by `/docker run`: owner, channel, end, as a database's, but without a
 * login. A container is found by its labels, so what belongs to another bot, or to nobody, has no lease here.
 */
export interface ContainerLeases {
  /** Writes nothing. Throws a Problem for more time than the caller may have. */
  draft(order: ContainerOrder, caller: Caller): ContainerDraft;
  /**
   * Creates and starts the container of a draft, and watches it for `watchMs`. Whatever goes wrong until then, a cancel
   * and an end with an error too, removes exactly what was made: the name is free for the next try, and a database's
   * half-made data, which would start without its password next time, is gone.
   */
  start(
    draft: ContainerDraft,
    order: {
      readonly plan: RunPlan;
      readonly host: Host;
      readonly newVolumes: readonly string[];
      readonly watchMs: number;
    },
    caller: Caller,
    signal: AbortSignal,
  ): AsyncGenerator<Step, Started>;
  /** From the ledger. */
  list(filter: LeaseFilter): readonly Lease[];
  /** Of a database, too, whose container is half of it. */
  of(container: Labelled): Lease | undefined;
  /** Where this caller's ports may be, and those that leases have: a stopped container wants its own again at its start. */
  ports(host: Host, caller: Caller): { readonly range: Host["ports"]; readonly taken: ReadonlySet<number> };
  /** Does something to a container while nobody else does. `what` is what others are told meanwhile: "being stopped". */
  alone<T>(container: Labelled, what: string, signal: AbortSignal, work: () => Promise<T>): AsyncGenerator<Step, T>;
  /** Before a stop: its engine may stop it too, and then nobody brings it back. */
  stopped(container: Labelled): void;
  /** After a start: one that had ended gets the time it had been given once more. */
  started(container: Labelled): void;
  /** After its removal by whoever may. */
  removed(container: Labelled): void;
  /** Throws a Problem when another lease has this name. */
  renamed(container: Labelled, name: string): void;
  /** Throws a Problem when the owner's quota or the host's budget does not allow so much; otherwise writes it down. */
  resized(container: Labelled, limits: Pick<ContainerChange, "memoryBytes" | "cpus">, caller: Caller): void;
  /** Adds to its time, from its end on. Throws a Problem for more than the caller may give. */
  extend(lease: Lease, ms: number, caller: Caller): Lease;
  /** Takes its end away. */
  keep(lease: Lease): Lease;
  /** `owner` is a `callerId`. */
  give(lease: Lease, owner: string, ownerName: string): Lease;
}
