import type { Agent, AgentOptions } from "node:http";
import type { HostPower } from "#core/host-power.ts";

/**
 * How to reach a Docker API. One file in this folder is one kind, and its name is the scheme it answers for:
 * `unix.ts` connects `unix:///var/run/docker.sock`.
 *
 * Connecting reads settings and files at most. The network is touched by the first request, so that a dead host
 * neither delays the start nor the other hosts.
 */
export interface HostKind {
  /** Throws a Problem "configuration" for a URL that cannot work, with what to write instead. */
  connect(url: URL, environment: Environment): Promise<Connection>;
}

/** What a pool's connections are for: "streams" are used up, as the engine closes them at the end. */
export type Use = "short" | "streams";

/** A way to one Docker API, and what follows from it for the ports that are published there. */
export interface Connection {
  /** The scheme that answered in the end: "unix" for a bare `docker` that follows a socket. */
  readonly kind: string;
  /** For people: "unix:///var/run/docker.sock". */
  readonly url: string;
  /** For the Host header; over TLS also the name that the certificate is checked against. */
  readonly host: string;
  readonly port?: number;
  /** True when opening a connection takes long enough that some are kept ready for streams. */
  readonly slowToOpen?: boolean;
  /** Called once for the pool of short requests and once for that of streams, each with its own limits. */
  agent(options: AgentOptions, use: Use): Agent;
  /** What clients dial, unless the settings say otherwise. */
  readonly address: string;
  /**
   * What ports are bound to on the host, unless the settings say otherwise. Undefined: the URL gives no address of it. Then
   * that is its loopback address, where nobody but the host itself reaches them: never every address it has, by accident.
   */
  readonly bind: string | undefined;
  /** True when the engine runs on this machine. */
  readonly local: boolean;
  /**
   * For an engine whose ports clients cannot dial: opens this port of the engine's machine on the bot's, at `address`
   * and under the same number. Asking again for an open one is nothing; a port that is taken is a Problem "port-taken".
   */
  forward?(port: number): Promise<Forward>;
  /** How ports get to clients where neither the URL nor the settings give an address to bind them to. */
  readonly unbound?: Required<Pick<Connection, "address" | "forward">>;
  /** What can be done with the machine the engine runs on, where that is ours to do. */
  readonly power?: HostPower;
  /** Ends what it keeps running besides its agents. */
  close?(): void;
}

/** Open until it is disposed of. */
export interface Forward extends Disposable {
  readonly address: string;
  readonly port: number;
}

/** What a kind may know about the machine the bot runs on. Handed in: the settings are the only reader of it. */
export interface Environment {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}
