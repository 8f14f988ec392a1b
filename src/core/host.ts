import type { HostPower } from "./host-power.ts";
import type { Networks } from "./networks.ts";
import type { Operations } from "./operations.ts";
import type { Secret } from "./secret.ts";
import type { Step } from "./reply.ts";
import type { Volumes } from "./volumes.ts";

/**
 * A Docker Engine we may use. Everything that talks to Docker goes through this; what is behind it
 * (a socket, TLS, SSH, WSL) is the host kind's business.
 *
 * Every method takes a signal, ends within its own deadline whatever the engine does, and throws a `Problem`
 * for everything an engine is known to answer.
 */
export interface Host extends AsyncDisposable {
  /** From the settings; what `--host` takes. */
  readonly name: string;
  readonly kind: string;
  /** What clients dial to reach a published port. */
  readonly address: string;
  /** The address of the host that ports are bound to. */
  readonly bind: string;
  /**
   * True when nobody has said which address of another machine ports are bound to: they are on its loopback address then,
   * and whatever is published there cannot be dialled.
   */
  readonly unbound: boolean;
  /** Ports we may publish, both ends included. */
  readonly ports: { readonly first: number; readonly last: number };
  /** True when this process runs on the same machine as the engine, so images built here can be handed to it. */
  readonly local: boolean;
  /** What all that is made there runs in, such as gVisor's "runsc"; absent: the engine's default. */
  readonly runtime?: string | undefined;

  /** The machine the engine runs on, where starting, stopping and updating it is ours to do. */
  readonly power: HostPower | undefined;
  /** For an engine whose ports clients cannot dial: brings them to this machine. */
  readonly forwards: Forwards | undefined;

  describe(signal: AbortSignal): Promise<EngineDescription>;
  diskUsage(signal: AbortSignal): Promise<DiskUsage>;

  /** What happens to containers with these labels. Ends after some minutes: see `hosts/docker/events.ts`. */
  events?(
    labels: Readonly<Record<string, string>>,
    since: Date | undefined,
    signal: AbortSignal,
  ): AsyncIterable<ContainerEvent>;

  readonly images: Images;
  readonly containers: Containers;
  readonly volumes: Volumes;
  readonly networks: Networks;
  /** Docker's own words, for whatever is on the host. */
  readonly operations: Operations;
}

/** Ports of the engine's machine that are open on the bot's, under the same number, as long as the bot runs. */
export interface Forwards {
  /** Opening one that is open is nothing. A port that something else holds here is a Problem "port-taken". */
  open(port: number): Promise<void>;
  close(port: number): void;
}

export interface EngineDescription {
  readonly engineVersion: string;
  /** The API version we speak with it, e.g. "1.41". */
  readonly apiVersion: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly containersRunning: number;
  readonly containers: number;
  readonly images: number;
  /** How long the engine took to answer. */
  readonly latencyMs: number;
}

export interface ContainerEvent {
  /** `kill` comes before the `die` of a container that somebody stopped; one that crashes has none. */
  readonly action: "start" | "die" | "kill" | "oom" | "health_status";
  readonly containerId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: Date;
  /** Of a `die`. */
  readonly exitCode: number | undefined;
  /** Of a `health_status`: "healthy", "unhealthy". */
  readonly health: string | undefined;
}

export interface DiskUsage {
  readonly imagesBytes: number;
  readonly containersBytes: number;
  readonly volumesBytes: number;
}

export interface ImageDescription {
  readonly id: string;
  /** The reference it was asked for by. */
  readonly reference: string;
  readonly digest: string | undefined;
  readonly architecture: string;
  readonly sizeBytes: number;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Ports the image declares, e.g. 5432. */
  readonly exposedPorts: readonly number[];
  readonly volumes: readonly string[];
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
}

export interface Images {
  /** Undefined when the host does not have it. */
  inspect(reference: string, signal: AbortSignal): Promise<ImageDescription | undefined>;
  /** Pulls with progress; the errors a registry gives inside a 200 are Problems too. */
  pull(reference: string, signal: AbortSignal): AsyncGenerator<Step, ImageDescription>;
  /**
   * Loads an archive as `docker save` writes it, and gives the image that is then called `reference`.
   * (Not `docker import`: its `changes` take neither labels nor a stop signal.)
   */
  load(archive: AsyncIterable<Uint8Array>, reference: string, signal: AbortSignal): Promise<ImageDescription>;
  /**
   * Makes an image of a container that has stopped, volumes left out, and calls it `reference`.
   *
   * @param without Labels of the container that must say nothing in the image: whoever runs it would have them, too. They
   *   stay as empty ones, as an engine adds to a container's labels and takes none away.
   */
  commit(
    container: string,
    reference: string,
    without: readonly string[],
    signal: AbortSignal,
  ): Promise<ImageDescription>;
}

/** What we ask Docker to create. The one shape that becomes a request body: nothing a caller typed gets round it. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** In place of the image's, with `command` as its arguments; absent: the image's. */
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  /** Never secret: anybody who may inspect can read it. */
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `uid:gid` of the image's own user, or undefined to let the entrypoint start as root and step down. */
  readonly user: string | undefined;
  readonly network: string;
  readonly ports: readonly PublishedPort[];
  readonly mounts: readonly Mount[];
  readonly limits: Limits;
  readonly readOnlyRoot: boolean;
  /** What is given back after dropping all. */
  readonly capabilities: readonly string[];
  readonly restart: "no" | "unless-stopped";
  readonly stopSeconds: number;
}

export interface PublishedPort {
  readonly container: number;
  readonly host: number;
  readonly address: string;
}

export type Mount =
  | {
      readonly kind: "volume";
      readonly volume: string;
      readonly path: string;
      readonly readOnly?: boolean;
      readonly labels: Readonly<Record<string, string>>;
      /** They are in it when the container has been created. */
      readonly files?: readonly ContainerFile[];
    }
  | { readonly kind: "tmpfs"; readonly path: string; readonly megabytes: number; readonly mode?: number };

export interface Limits {
  readonly memoryBytes: number;
  readonly cpus: number;
  /**
   * Over how many milliseconds the CPUs are kept, 1000 at most; absent: the engine's own 100. Within a longer period a server that
   * starts uses all processors there are, instead of being held up each tenth of a second.
   */
  readonly cpuPeriodMs?: number;
  readonly pids: number;
  readonly shmBytes?: number;
}

/** A file put into a container before it starts. */
export interface ContainerFile {
  /** Below the folder it is put in. */
  readonly name: string;
  readonly content: Secret;
  /** e.g. 0o400 */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly error: string;
  readonly startedAt: Date | undefined;
  readonly finishedAt: Date | undefined;
  readonly restarts: number;
  readonly ports: readonly PublishedPort[];
  readonly limits: Limits;
  readonly mounts: readonly {
    readonly path: string;
    readonly volume: string | undefined;
    readonly readOnly: boolean;
  }[];
  readonly env: Readonly<Record<string, string>>;
  readonly readOnlyRoot: boolean;
}

/** One row of the host's list of containers: cheap, for overviews. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: ContainerState["status"];
  readonly ports: readonly PublishedPort[];
  readonly createdAt: Date;
}

export interface ContainerStats {
  /** Of all the host's CPUs: 1.5 means one and a half. */
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly pids: number;
}

export interface LogOptions {
  /** Lines from the end. */
  readonly tail: number;
  readonly since?: Date;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly output: string;
  readonly truncated: boolean;
}

/** All of these take a container's id, or its exact name. */
export interface Containers {
  /**
   * Creates, compares what was asked with what is there and puts the files into its volumes; a container that is not as
   * asked is removed again.
   */
  create(spec: ContainerSpec, signal: AbortSignal): Promise<string>;
  putFiles(id: string, folder: string, files: readonly ContainerFile[], signal: AbortSignal): Promise<void>;
  /** Makes a folder in one that has not been started, in its own layer. */
  makeFolder(
    id: string,
    path: string,
    owner: Pick<ContainerFile, "mode" | "uid" | "gid">,
    signal: AbortSignal,
  ): Promise<void>;
  start(id: string, signal: AbortSignal): Promise<void>;
  stop(id: string, seconds: number, signal: AbortSignal): Promise<void>;
  restart(id: string, seconds: number, signal: AbortSignal): Promise<void>;
  /** With its anonymous volumes. Already gone is success. */
  remove(id: string, signal: AbortSignal): Promise<void>;
  /** Undefined when there is none. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerState | undefined>;
  list(labels: Readonly<Record<string, string>>, signal: AbortSignal): Promise<readonly ContainerSummary[]>;
  /** The exit code, when it stops. */
  wait(id: string, signal: AbortSignal): Promise<number>;
  /** Lines of both outputs in order, control characters kept; at most `tail` lines and 1 MiB. */
  logs(id: string, options: LogOptions, signal: AbortSignal): Promise<string>;
  stats(id: string, signal: AbortSignal): Promise<ContainerStats>;
  /** argv only, no shell; killed in the container at the deadline. */
  exec(
    id: string,
    argv: readonly string[],
    options: { readonly timeoutMs: number },
    signal: AbortSignal,
  ): Promise<ExecResult>;
  /** What a container gets when it has started and works: its restart policy, and its CPUs over the engine's own period. */
  settle(id: string, restart: ContainerSpec["restart"], signal: AbortSignal): Promise<void>;
}

/** The hosts of the settings. */
export interface Hosts {
  readonly all: readonly Host[];
  /** The named one, or the default. An unknown name is a Problem with suggestions. */
  find(name: string | undefined): Host;
}
