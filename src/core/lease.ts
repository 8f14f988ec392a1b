import type { Baked } from "./baked.ts";
import type { Caller } from "./caller.ts";
import type { ContainerLeases } from "./container-lease.ts";
import type { Login, Target, Vitals } from "./database.ts";
import type { ContainerState, ContainerStats, Host, LogOptions } from "./host.ts";
import type { Step } from "./reply.ts";
import type { Candidates, Placement, Wanted } from "./placement.ts";
import type { SpareCount } from "./spare.ts";

/** `id` is a `callerId`, `name` how to call them in a reply. */
export interface Sharer {
  readonly id: string;
  readonly name: string;
}

/** A container we made for somebody. Nothing we create exists without one. */
export interface Lease {
  readonly id: string;
  /** Also the container's name. */
  readonly name: string;
  readonly host: string;
  /** Undefined until Docker has answered the create. */
  readonly containerId: string | undefined;
  /** Absent: a database. A "container" is one of `/docker run`: it has neither database nor login. */
  readonly kind?: "container" | undefined;
  /** `--rm` of a container: we remove it when it ends. */
  readonly removeWhenEnded?: boolean | undefined;
  readonly database: string;
  readonly version: string;
  readonly image: string;
  /** "claiming": a server that was made ahead is being made theirs, and nobody has been told of it. */
  readonly state: "creating" | "claiming" | "ready" | "removing";
  /** `callerId` of the owner, and how to call them in a reply. */
  readonly owner: string;
  readonly ownerName: string;
  /** Who may see its connection string besides the owner. */
  readonly sharedWith?: readonly Sharer[];
  /** `placeId` of where it was asked for. */
  readonly channel: string;
  readonly address: string;
  readonly port: number;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly createdAt: Date;
  /** When it ends: it is stopped then, and removed after a grace period. Undefined: kept until somebody removes it. */
  readonly expiresAt: Date | undefined;
  /** When it was stopped because its time was over; a start clears it. */
  readonly endedAt?: Date | undefined;
  /** When somebody stopped it through this bot; a start clears it. */
  readonly stoppedAt?: Date | undefined;
  /** How long it was given last, for when it is started again after its end. */
  readonly ttlMs?: number | undefined;
  /** It ends when nobody has used it for this long, which is counted from `usedAt`. */
  readonly idleMs?: number | undefined;
  readonly usedAt?: Date | undefined;
  /** How many warnings of its end were given: 0, 1, 2. */
  readonly warned?: number;
  /** Its password is being changed, or was when somebody was cut off: nobody can say which one works. */
  readonly rotating?: boolean;
  /** Asking for it throws a Problem when it was lost with the ledger. */
  readonly login: Login;
  /** How it came to be; absent for what was taken back from its labels. */
  readonly made?: Made | undefined;
}

/** What a database was made from, and where the time went. */
export interface Made {
  readonly rung: Rung;
  readonly timings: Timings;
}

/** What can change of a lease once it is there. A key that is absent stays as it is. */
export type LeaseChange = Partial<
  Pick<
    Lease,
    | "state"
    | "name"
    | "memoryBytes"
    | "cpus"
    | "containerId"
    | "port"
    | "expiresAt"
    | "endedAt"
    | "stoppedAt"
    | "ttlMs"
    | "idleMs"
    | "usedAt"
    | "warned"
    | "owner"
    | "ownerName"
    | "sharedWith"
    | "login"
    | "made"
  >
>;

/** `owner` is a `callerId`; what is absent does not filter. */
export interface LeaseFilter {
  readonly owner?: string | undefined;
  /** A `callerId`: theirs, and what is shared with them. */
  readonly reader?: string | undefined;
  readonly host?: string | undefined;
}

/** What `/db up` was asked for, after parsing. */
export interface UpRequest {
  readonly database: string;
  readonly version: string | undefined;
  readonly name: string | undefined;
  readonly databaseName: string | undefined;
  readonly user: string | undefined;
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
  readonly port: number | undefined;
  readonly image: string | undefined;
  readonly charset: string | undefined;
  readonly collation: string | undefined;
  readonly auth: string | undefined;
  readonly args: readonly string[];
  readonly ttlMs: number | undefined;
  /** It ends when nobody has used it for this long. */
  readonly idleMs?: number | undefined;
  readonly host: string | undefined;
  /** Its data is to be in a volume of its own, also when it is made from a baked image. */
  readonly volume?: boolean | undefined;
}

/**
 * The speed ladder, quickest first: it was there; a server that ran already; an image with the data directory made; all
 * of a first start.
 */
export type Rung = "existing" | "spare" | "baked" | "cold";

export interface UpResult {
  readonly lease: Lease;
  /** True when the caller already had it, so nothing was made. */
  readonly existing: boolean;
  /** What it was made from. */
  readonly rung: Rung;
  readonly timings: Timings;
  /** Things worth knowing: the registry was out of reach and the image was built here, and so on. */
  readonly notes: readonly string[];
  /** Whoever asked has it already; what is still done for it, as its restart policy, has ended with this. */
  readonly settled: Promise<void>;
}

/** Milliseconds each part took; a part that was not needed is absent. */
export interface Timings {
  readonly totalMs: number;
  readonly imageMs?: number;
  /** For others that started on the same host. */
  readonly waitMs?: number;
  readonly createMs?: number;
  readonly startMs?: number;
  readonly readyMs?: number;
  /** Making a server that was made ahead the caller's. */
  readonly claimMs?: number;
}

/** What a lease's container is doing, as its host said just now. */
export type ObservedState = ContainerState["status"] | "gone" | "unreachable";

export interface LeaseStatus {
  readonly lease: Lease;
  /** Undefined when the container is gone. */
  readonly container: ContainerState | undefined;
  readonly stats: ContainerStats | undefined;
  /** What the server answered, or why it did not. */
  readonly vitals: Vitals | undefined;
  readonly unhealthy: string | undefined;
}

/** Everything that is done with databases somebody owns. A lease is named by its exact name, with the host when two have it. */
export interface Leases {
  /** Those of `/docker run`; everything else here is about databases only. */
  readonly containers: ContainerLeases;
  /** The first host that has room, for what is asked for without one; none is a Problem that says what is in the way on each. */
  place(wanted: Wanted, candidates: Candidates, signal: AbortSignal): Promise<Placement>;
  up(request: UpRequest, caller: Caller, signal: AbortSignal): AsyncGenerator<Step, UpResult>;
  /** The caller's, or everybody's; from the ledger, so it answers while a host does not. */
  list(filter: LeaseFilter): readonly Lease[];
  /** By exact name. None, or one on each of two hosts, is a Problem with what to type instead. */
  find(name: string, filter: LeaseFilter): Lease;
  /** By lease id, what each container is doing now. One host that does not answer does not hold up the others. */
  states(leases: readonly Lease[], signal: AbortSignal): Promise<ReadonlyMap<string, ObservedState>>;
  status(lease: Lease, signal: AbortSignal): Promise<LeaseStatus>;
  logs(lease: Lease, options: LogOptions, signal: AbortSignal): Promise<string>;
  stop(lease: Lease, signal: AbortSignal): AsyncGenerator<Step, ContainerState>;
  start(lease: Lease, signal: AbortSignal): AsyncGenerator<Step, ContainerState>;
  restart(lease: Lease, signal: AbortSignal): AsyncGenerator<Step, ContainerState>;
  /** Changes its password, and shows by logging in that the new one works and the old one does not. */
  rotate(lease: Lease, signal: AbortSignal): AsyncGenerator<Step, Rotated>;
  /** Removes container, volumes and row, and looks that they are gone. */
  down(lease: Lease, signal: AbortSignal): AsyncGenerator<Step, DownResult>;
  /** Throws a Problem when little of a host's disk is left, as far as anybody can tell. Asked before an image is pulled. */
  checkDisk(host: Host, signal: AbortSignal): Promise<void>;
  /** What runs on a host just now, containers of `/docker run` too; nothing where it does not answer. */
  running(host: Host, signal: AbortSignal): Promise<readonly Lease[]>;
  /** Stops these in good order, as their host's machine is about to stop, and remembers them for `resume`. */
  pause(host: Host, leases: readonly Lease[], signal: AbortSignal): AsyncGenerator<Step, void>;
  /** Starts what `pause` stopped there, also when that was another process. */
  resume(host: Host, signal: AbortSignal): AsyncGenerator<Step, Resumed>;
  target(lease: Lease): Target;
  /** Servers that wait on a host for somebody: how many are ready, and how many there should be. */
  spares(host: string): readonly SpareCount[];
  /** Images on a host with a data directory that is made. */
  baked(host: string): readonly Baked[];
  /** Adds to its time, from its end on. Throws a Problem for more than the caller may give. */
  extend(lease: Lease, ms: number, caller: Caller): Lease;
  /** Takes its end away, the one for want of use too. */
  keep(lease: Lease): Lease;
  /** Lets somebody see its connection string; again is nothing. */
  share(lease: Lease, person: Sharer): Lease;
  /** Takes that back. Somebody it was not shared with is a Problem. They still know the password. */
  unshare(lease: Lease, id: string): Lease;
  /** `owner` is a `callerId`. It is shared with nobody afterwards. */
  give(lease: Lease, owner: string, ownerName: string): Lease;
}

export interface Rotated {
  readonly lease: Lease;
  /** False: whoever was logged in still is. */
  readonly endedSessions: boolean;
}

export interface Resumed {
  readonly back: readonly Lease[];
  readonly failed: readonly { readonly lease: Lease; readonly why: string }[];
}

export interface DownResult {
  readonly removed: readonly string[];
}
