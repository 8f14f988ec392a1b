import type { Agent } from "node:http";
import { Readable } from "node:stream";
import type { Dialect, EngineLine } from "../dialect.ts";
import type { Connection } from "../kind.ts";
import { DockerError } from "./docker-error.ts";
import { exchange, type Destination, type Message } from "./exchange.ts";
import { Spares } from "./spares.ts";

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

/** How one engine is spoken with, as it said itself. */
export interface Speech {
  /** The version of the API, "1.41". */
  readonly use: string;
  readonly dialect: Dialect | undefined;
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

/** One that nobody wanted is closed after this long; the next use brings others. */
const SPARE_IDLE_MS = 60_000;

/** The two pools of a host's connections. */
export class Agents implements Disposable {
  readonly short: Agent;
  readonly long: Agent;
  readonly #connection: Connection;
  readonly #spares: Spares | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    // Below MaxStartups (10) of an SSH server, where each connection is a login.
    this.short = connection.agent({ keepAlive: true, maxSockets: 8, maxFreeSockets: 4, scheduling: "lifo" }, "short");
    const spare = connection.slowToOpen === true;
    this.long = connection.agent(
      spare ? { keepAlive: true, maxFreeSockets: 4, scheduling: "lifo", timeout: SPARE_IDLE_MS } : { keepAlive: false },
      "streams",
    );
    this.#spares = spare ? new Spares(this.#to(this.long)) : undefined;
  }

  /** Sends the message over a connection of the pool. */
  async exchange(message: Message, call: Call): Promise<Readable | Buffer | object> {
    if (!call.long && !message.stream) return exchange(this.#to(this.short), message, call);
    try {
      return await exchange(this.#to(this.long), message, call);
    } finally {
      this.#spares?.replaceLater();
    }
  }

  #to(agent: Agent): Destination {
    const { host, port } = this.#connection;
    return { host, ...(port === undefined ? {} : { port }), agent };
  }

  [Symbol.dispose](): void {
    this.#spares?.[Symbol.dispose]();
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
  readonly #agents: Agents;
  readonly #speech: Speech | undefined;
  readonly #call: Call;

  /** @param speech Undefined to ask for it. */
  constructor(agents: Agents, speech: Speech | undefined, call: Call) {
    this.#agents = agents;
    this.#speech = speech;
    this.#call = call;
  }

  dial(options: DialOptions, settle: (error: unknown, answer: unknown) => void): void {
    void this.#dial(options).then(
      (answer) => settle(null, answer),
      (error: unknown) => settle(error, null),
    );
  }

  async #dial(options: DialOptions): Promise<Readable | Buffer | object> {
    const message = toMessage(options, this.#speech?.use);
    const send = (one: Message) => this.#agents.exchange(one, this.#call);
    const dialect = this.#speech?.dialect;
    if (!dialect || options.isStream || options.file !== undefined) return send(message);
    const { _query: query, _body: body } = options.options ?? {};
    const request = {
      method: message.method,
      path: options.path.replace(/\?$/, ""),
      query: { ...(query as object | undefined) },
      body,
    };
    const line: EngineLine = {
      pass: (other) => send(other ? { ...message, ...toContent(undefined, other) } : message),
      send: (method, path, one) =>
        send(toMessage({ method, path, options: { _query: one?.query, _body: one?.body } }, undefined)),
      signal: this.#call.signal,
    };
    return (await dialect.exchange(request, line)) as Buffer | object;
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
  const content = toContent(options.file, body);
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

function toContent(file: unknown, body: unknown): Pick<Message, "headers" | "content"> {
  if (file !== undefined) {
    // docker-modem would read the file of that name.
    if (!Buffer.isBuffer(file) && !(file instanceof Readable)) throw new DockerError("unsafe", "not a file's content");
    return { headers: { "Content-Type": "application/x-tar" }, content: file };
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
