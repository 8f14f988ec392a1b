import type { DiskUsage, EngineDescription, Host } from "#core/host.ts";
import { forwardsOf } from "../forwards.ts";
import type { Connection, Environment } from "../kind.ts";
import { DiskUsed, Info } from "./answers.ts";
import { containers } from "./containers.ts";
import { Engine } from "./engine.ts";
import { containerEvents } from "./events.ts";
import { images } from "./images.ts";
import { networks } from "./networks.ts";
import { operations } from "./operations.ts";
import { volumes } from "./volumes.ts";

/** What the settings say of one host. */
export interface HostSettings {
  readonly name: string;
  /** `docker`, `unix:///var/run/docker.sock`, `tcp://lab:2376?certs=/etc/lab`, `context:NAME`. */
  readonly url: string;
  /** What clients dial, when it is not what the URL suggests. */
  readonly address?: string | undefined;
  /** The address of the host that ports are bound to. */
  readonly bind?: string | undefined;
  /** Ports we may publish, both ends included. */
  readonly ports?: Host["ports"] | undefined;
  /** A runtime that the engine knows, such as "runsc" or "kata": all that is made there runs in it. */
  readonly runtime?: string | undefined;
  /** Put on every container, volume and network that is made there. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Below the range that Linux gives to outgoing connections (32768 up), so that those take none of ours. */
const PORTS = { first: 20_000, last: 29_999 };

/** A Docker Engine as the rest of the bot sees it. Nothing is asked before the first call. */
export class DockerHost implements Host {
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly bind: string;
  readonly unbound: boolean;
  readonly ports: Host["ports"];
  readonly local: boolean;
  readonly runtime: string | undefined;
  readonly images: Host["images"];
  readonly containers: Host["containers"];
  readonly volumes: Host["volumes"];
  readonly networks: Host["networks"];
  readonly operations: Host["operations"];
  readonly power: Host["power"];
  readonly forwards: ReturnType<typeof forwardsOf>;
  readonly #engine: Engine;

  constructor(settings: HostSettings, connection: Connection, environment: Environment) {
    this.name = settings.name;
    this.kind = connection.kind;
    const bind = settings.bind ?? connection.bind;
    // Whoever says what clients dial does not mean the bot's machine.
    const reach = bind === undefined && settings.address === undefined ? connection.unbound : undefined;
    this.address = settings.address ?? reach?.address ?? connection.address;
    this.bind = bind ?? LOOPBACK;
    this.ports = settings.ports ?? PORTS;
    this.local = connection.local;
    this.power = connection.power;
    this.forwards = forwardsOf(reach ?? connection);
    this.unbound = bind === undefined && this.forwards === undefined;
    this.runtime = settings.runtime;
    this.#engine = new Engine(settings.name, connection, settings);
    this.networks = networks(this.#engine);
    this.volumes = volumes(this.#engine);
    this.images = images(this.#engine, environment);
    this.containers = containers(this.#engine, this.networks);
    this.operations = operations(this.#engine);
  }

  /** Makes the first call quick: loads the client and connects, in the background. A host that is down says so later. */
  async warm(): Promise<void> {
    await this.#engine.warm(AbortSignal.timeout(WARM_MS)).catch(() => {});
  }

  async describe(signal: AbortSignal): Promise<EngineDescription> {
    const question = { doing: "describe itself", signal };
    const version = await this.#engine.version(question);
    const asked = performance.now();
    await this.#engine.tell(question, (docker) => docker.ping());
    const latencyMs = performance.now() - asked;
    const info = await this.#engine.ask(question, Info, (docker) => docker.info());
    return {
      engineVersion: version.Version,
      apiVersion: version.use,
      operatingSystem: info.OperatingSystem,
      architecture: info.Architecture,
      cpus: info.NCPU,
      memoryBytes: info.MemTotal,
      containersRunning: info.ContainersRunning,
      containers: info.Containers,
      images: info.Images,
      latencyMs,
    };
  }

  async diskUsage(signal: AbortSignal): Promise<DiskUsage> {
    // The engine walks every volume's files.
    const question = { doing: "add up its disk usage", signal, headersMs: 60_000, withinMs: 70_000, long: true };
    const used = await this.#engine.ask(question, DiskUsed, (docker) => docker.df());
    return {
      imagesBytes: used.LayersSize,
      containersBytes: sum((used.Containers ?? []).map(({ SizeRw }) => SizeRw)),
      volumesBytes: sum((used.Volumes ?? []).map(({ UsageData }) => Math.max(0, UsageData?.Size ?? 0))),
    };
  }

  events(labels: Readonly<Record<string, string>>, since: Date | undefined, signal: AbortSignal) {
    return containerEvents(this.#engine, labels, since, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.forwards?.[Symbol.dispose]();
    this.#engine[Symbol.dispose]();
  }
}

const LOOPBACK = "127.0.0.1";
const WARM_MS = 30_000;

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
