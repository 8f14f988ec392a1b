import type { CreateRequest } from "./docker-run/create-body.ts";
import type { ContainerState, ContainerStats } from "./host.ts";

/**
 * What Docker's own words do on one host, with whatever is there, ours or not: who may is decided before. Containers,
 * images and networks are named by their whole id, except where it says otherwise.
 */
export interface Operations {
  /** One request, whatever the number of containers. */
  list(query: ContainerQuery, signal: AbortSignal): Promise<readonly ContainerRow[]>;
  /** By name, id or the beginning of an id, as the engine understands it. Undefined for none, and for several. */
  inspect(name: string, signal: AbortSignal): Promise<ContainerDetail | undefined>;
  /** Creates what policy has passed, and gives its id. The container is not started. */
  create(request: CreateRequest, signal: AbortSignal): Promise<string>;
  pause(id: string, signal: AbortSignal): Promise<void>;
  unpause(id: string, signal: AbortSignal): Promise<void>;
  rename(id: string, name: string, signal: AbortSignal): Promise<void>;
  remove(id: string, how: { readonly force: boolean; readonly volumes: boolean }, signal: AbortSignal): Promise<void>;
  /** Changes limits and the restart policy while it runs, and gives what the engine warns of. */
  update(id: string, change: ContainerChange, signal: AbortSignal): Promise<readonly string[]>;
  /** Pieces of both outputs as they come, not cut at line ends. With `follow` it ends when the container does. */
  logs(id: string, query: LogQuery, signal: AbortSignal): AsyncGenerator<string, void>;
  /** Undefined when the engine has no measurement: of what does not run, and when it cannot read its control groups. */
  usage(id: string, signal: AbortSignal): Promise<Usage | undefined>;
  /** The same every second, from the second second on, until it ends or the signal aborts. */
  usages(id: string, signal: AbortSignal): AsyncGenerator<Usage, void>;
  processes(id: string, signal: AbortSignal): Promise<{ readonly titles: string[]; readonly rows: string[][] }>;
  changes(id: string, signal: AbortSignal): Promise<readonly FileChange[]>;
  /** A path of the container as a tar archive. More than `mostBytes` is a Problem "bad-input". */
  archive(id: string, path: string, mostBytes: number, signal: AbortSignal): Promise<Uint8Array>;

  images(signal: AbortSignal): Promise<readonly ImageRow[]>;
  /** By reference, the newest layer first. */
  history(reference: string, signal: AbortSignal): Promise<readonly Layer[]>;
  /** Refused by the engine while a container uses it. */
  removeImage(id: string, signal: AbortSignal): Promise<void>;

  networks(signal: AbortSignal): Promise<readonly NetworkRow[]>;
  createNetwork(network: NewNetwork, signal: AbortSignal): Promise<void>;
  removeNetwork(id: string, signal: AbortSignal): Promise<void>;

  /** Everything that takes room, with how much. The engine walks every volume's files for it. */
  space(signal: AbortSignal): Promise<Space>;
  volumes(signal: AbortSignal): Promise<readonly VolumeRow[]>;
  /** By the engine's own driver, without options. */
  createVolume(name: string, labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>;
}

export interface ContainerQuery {
  /** Those that do not run, too. */
  readonly all: boolean;
  /** Docker's filters by name; several values of one are alternatives. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
}

export interface PortShown {
  readonly address: string;
  /** Undefined when it is exposed and not published. */
  readonly host: number | undefined;
  readonly container: number;
  readonly protocol: string;
}

export interface ContainerRow {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: ContainerState["status"];
  /** In Docker's words: "Up 3 minutes (healthy)". */
  readonly status: string;
  readonly ports: readonly PortShown[];
  readonly networks: readonly string[];
  /** Names of volumes. */
  readonly volumes: readonly string[];
  readonly createdAt: Date;
}

export interface ContainerDetail {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** Entrypoint and arguments as they run. */
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly createdAt: Date | undefined;
  readonly state: ContainerState["status"];
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly error: string;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly health: { readonly status: string; readonly failures: number; readonly last: string } | undefined;
  readonly restarts: number;
  /** "unless-stopped", "on-failure:3" */
  readonly restartPolicy: string;
  readonly stopSeconds: number;
  readonly ports: readonly PortShown[];
  readonly mounts: readonly {
    readonly type: string;
    /** A volume's name, or a folder of the host. */
    readonly source: string;
    readonly path: string;
    readonly readOnly: boolean;
  }[];
  readonly networks: readonly { readonly name: string; readonly address: string }[];
  readonly limits: {
    readonly memoryBytes: number;
    /** Memory and swap together. */
    readonly swapBytes: number;
    readonly cpus: number;
    /** They were given as a part of each period, and Docker takes changes of them in no other way. */
    readonly hasCpuPeriod: boolean;
    readonly pids: number;
    readonly shmBytes: number;
  };
  readonly isolation: Isolation;
  /** The engine's whole answer. */
  readonly raw: unknown;
}

/** Docker's own values: "" is the engine's default. */
export interface Isolation {
  readonly privileged: boolean;
  readonly readOnlyRoot: boolean;
  readonly user: string;
  readonly network: string;
  readonly pid: string;
  readonly ipc: string;
  readonly uts: string;
  readonly userns: string;
  readonly cgroupns: string;
  readonly capabilitiesAdded: readonly string[];
  readonly capabilitiesDropped: readonly string[];
  readonly securityOptions: readonly string[];
  readonly appArmor: string;
  readonly runtime: string;
  readonly devices: number;
}

/** What is absent stays as it is. */
export interface ContainerChange {
  readonly memoryBytes?: number | undefined;
  readonly cpus?: number | undefined;
  readonly pids?: number | undefined;
  readonly restart?: { readonly name: string; readonly retries: number } | undefined;
}

export interface LogQuery {
  /** Lines from the end; undefined is all. */
  readonly tail: number | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly timestamps?: boolean | undefined;
  readonly follow?: boolean | undefined;
}

/** Since the container's start, but for memory, CPUs and processes. */
export interface Usage extends ContainerStats {
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export interface FileChange {
  readonly kind: "changed" | "added" | "deleted";
  readonly path: string;
}

export interface ImageRow {
  readonly id: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  readonly createdAt: Date;
}

export interface Layer {
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly sizeBytes: number;
}

export interface NetworkRow {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface NewNetwork {
  readonly name: string;
  /** No way out, and nothing published. */
  readonly internal: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface VolumeRow {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: Date | undefined;
}

export interface Space {
  /** By id. */
  readonly containers: ReadonlyMap<string, number>;
  /** By name: the size, and how many containers mount it. -1 is "the engine cannot tell". */
  readonly volumes: ReadonlyMap<string, { readonly sizeBytes: number; readonly usedBy: number }>;
  /** By id: what its removal would free. */
  readonly images: ReadonlyMap<string, number>;
}
