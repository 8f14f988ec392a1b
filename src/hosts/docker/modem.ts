import type { Agent } from "node:http";
import { Readable } from "node:stream";
import type { Connection } from "../kind.ts";
import { DockerError } from "./docker-error.ts";
import { exchange, type Message } from "./exchange.ts";

/** How long one call may take, and on which connection. All in milliseconds. */
export interface Call {
  /** Ends the call at any point, streams included: the caller's signal and our deadline for the whole. */
  readonly signal: AbortSignal;
  /** From the last byte sent to the first byte of the answer. */
  readonly headersMs: number;
  /** Between two pieces of the answer. */
  readonly idleMs: number;
  /** True for what takes long on purpose: it gets a connection of its own, so that it does not hold up short requests. */
  readonly long: boolean;
}

/** What dockerode hands over, as far as we use it. */
export interface DialOptions {
  readonly method?: string;
  readonly path: string;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly authconfig?: object | undefined;
  readonly file?: unknown;
  readonly isStream?: boolean;
}

/** The two pools of a host's connections. */
export class Agents implements Disposable {
  readonly short: Agent;
  readonly long: Agent;

  constructor(connection: Connection) {
    // Below MaxStartups (10) of an SSH server, where each connection is a login.
    this.short = connection.agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 4, scheduling: "lifo" });
    this.long = connection.agent({ keepAlive: false });
  }

  [Symbol.dispose](): void {
    this.short.destroy();
    this.long.destroy();
  }
}

/**
 * What dockerode speaks through, made for one call.
 *
 * It takes the place of docker-modem, of which dockerode calls nothing but `dial`. Extending that class would not do:
 * its constructor obeys DOCKER_HOST even when a socket is given, and each step of its `dial` had a defect (seen in
 * 5.0.7): bodies copied into URLs, ids pasted into paths unchecked, redirects followed into an uncaught exception,
 * and promises that never settle when an answer breaks off.
 */
export class Modem {
  /** dockerode assigns this one. */
  Promise = Promise;
  readonly #connection: Connection;
  readonly #agents: Agents;
  readonly #version: string | undefined;
  readonly #call: Call;

  /** @param version Of the API, "1.41"; undefined to ask for it. */
  constructor(connection: Connection, agents: Agents, version: string | undefined, call: Call) {
    this.#connection = connection;
    this.#agents = agents;
    this.#version = version;
    this.#call = call;
  }

  dial(options: DialOptions, settle: (error: unknown, answer: unknown) => void): void {
    void this.#dial(options).then(
      (answer) => settle(null, answer),
      (error: unknown) => settle(error, null),
    );
  }

  async #dial(options: DialOptions): Promise<Readable | Buffer | object> {
    const message = toMessage(options, this.#version);
    const agent = this.#call.long || options.isStream ? this.#agents.long : this.#agents.short;
    const { host, port, quirks } = this.#connection;
    const answer = await exchange({ host, ...(port === undefined ? {} : { port }), agent }, message, this.#call);
    if (options.isStream || !quirks?.answer) return answer;
    return quirks.answer(options.path.replace(/\?$/, ""), answer) as Buffer | object;
  }
}

/**
 * What dockerode wants to send, as what may be sent. Only `_query` becomes part of the URL and only `_body` is sent as
 * one; dockerode on its own puts every option in both places, and dockerd logs URLs.
 *
 * @throws DockerError "unsafe" for a path that a name could have bent, and for options that do not say where they go.
 */
export function toMessage(options: DialOptions, version: string | undefined): Message {
  // dockerode ends a path with "?" where a query may follow; any other "?" came from an id.
  const path = options.path.replace(/\?$/, "");
  if (!SAFE_PATH.test(path) || path.split("/").some((part) => part === "." || part === "..")) {
    throw new DockerError("unsafe", "refused to build a Docker API path from this name");
  }
  const { _query: query, _body: body, abortSignal: _, ...rest } = options.options ?? {};
  if (query === undefined && body === undefined && Object.keys(rest).length > 0) {
    throw new DockerError("unsafe", `refused to send options that are neither query nor body to ${path}`);
  }
  const text = toQuery(query ?? {});
  const content = toContent(options, body);
  return {
    method: options.method ?? "GET",
    path: `${version === undefined ? "" : `/v${version}`}${path}${text && `?${text}`}`,
    headers: { ...content.headers, ...credentials(options.authconfig) },
    content: content.content,
    stream: options.isStream === true,
  };
}

const SAFE_PATH = /^(?:\/[A-Za-z0-9_.:@-]+)+$/;

function toQuery(query: object): string {
  const text = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    // Go's API takes lists and maps as JSON, and everything else as it is written.
    if (value !== undefined) text.append(key, typeof value === "string" ? value : JSON.stringify(value));
  }
  return text.toString();
}

function toContent(options: DialOptions, body: unknown): Pick<Message, "headers" | "content"> {
  if (options.file !== undefined) {
    const content = options.file;
    // docker-modem would read the file of that name.
    if (!Buffer.isBuffer(content) && !(content instanceof Readable))
      throw new DockerError("unsafe", "not a file's content");
    return { headers: { "Content-Type": "application/x-tar" }, content };
  }
  if (body === undefined) return { headers: {}, content: undefined };
  return { headers: { "Content-Type": "application/json" }, content: Buffer.from(JSON.stringify(body)) };
}

/** A registry's credentials go in a header, which dockerd does not log. */
function credentials(login: object | undefined): Record<string, string> {
  if (!login) return {};
  const text = Buffer.from(JSON.stringify(login)).toString("base64");
  // Go reads base64url with its padding, which Node's leaves out; the engine then goes on without credentials.
  return { "X-Registry-Auth": text.replaceAll("+", "-").replaceAll("/", "_") };
}
