import type { Readable } from "node:stream";
import type { z } from "zod";
import { dialectOf } from "../dialects.ts";
import type { Connection } from "../kind.ts";
import { Version } from "./answers.ts";
import { chooseVersion } from "./api-version.ts";
import { type Client, loadClient } from "./client.ts";
import { DockerError } from "./docker-error.ts";
import { problemOf, type Subject } from "./errors.ts";
import { Agents, type Call, Modem, type Speech } from "./modem.ts";

/** What one call is about, and how long it may take; all in milliseconds. */
export interface Question {
  /** For the sentence when it fails: "start the container shop". */
  readonly doing: string;
  /** The thing itself, where an error may be about it: "container shop". */
  readonly thing?: string;
  readonly signal: AbortSignal;
  /** For the whole call, reading a stream included. */
  readonly withinMs?: number;
  readonly headersMs?: number;
  readonly idleMs?: number;
  readonly long?: boolean;
}

/** What the settings say of all that is made on a host. */
export interface Made {
  readonly runtime?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

const WITHIN_MS = 60_000;
// A pull through a slow registry and a start on a busy disk take longer, and say so.
const HEADERS_MS = 20_000;
const IDLE_MS = 20_000;

/** One Docker Engine: a question in, a checked answer or a Problem out, always in time. */
export class Engine implements Disposable {
  readonly name: string;
  readonly connection: Connection;
  /** What containers run in, for hosts whose work must not share a kernel; undefined: the engine's default. */
  readonly runtime: string | undefined;
  /** The operator's, put on all that is made there. */
  readonly labels: Readonly<Record<string, string>>;
  readonly #agents: Agents;
  readonly #closed = new AbortController();
  #client: Promise<(modem: Modem) => Client> | undefined;
  #version: Promise<Version & Speech> | undefined;

  constructor(name: string, connection: Connection, { runtime, labels = {} }: Made = {}) {
    this.name = name;
    this.connection = connection;
    this.runtime = runtime;
    this.labels = labels;
    this.#agents = new Agents(connection);
  }

  /** Loads what the first call needs and asks the engine for its version, so that a caller does not wait for it. */
  async warm(signal: AbortSignal): Promise<void> {
    await this.version({ doing: "ask for its version", signal });
  }

  /** Asks, and checks that the answer is what the schema says. Throws a Problem for everything else. */
  async ask<T>(question: Question, schema: z.ZodType<T>, call: (docker: Client) => Promise<unknown>): Promise<T> {
    const answer = await this.#call(question, call);
    // Bytes are what our modem gives when it was no JSON.
    const checked = schema.safeParse(Buffer.isBuffer(answer) ? undefined : answer);
    if (checked.success) return checked.data;
    throw this.problem(question, new DockerError("protocol", "an unexpected answer", { cause: checked.error }));
  }

  /** Tells it to do something; the answer is that it was done. */
  async tell(question: Question, call: (docker: Client) => Promise<unknown>): Promise<void> {
    await this.#call(question, call);
  }

  /** The pieces of a long answer. Ending the loop early closes the connection. */
  async *stream(question: Question, call: (docker: Client) => Promise<Readable>): AsyncGenerator<Buffer> {
    const stream = await this.#call({ ...question, long: true }, call);
    try {
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      throw this.#failed(question, error);
    } finally {
      stream.destroy();
    }
  }

  /** What the engine is, and how we speak with it; asked once for each connection to it. */
  version(question: Question): Promise<Version & Speech> {
    // Asked for by one caller and awaited by all, so one caller's cancelling must not end it for the others.
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(HEADERS_MS)]);
    this.#version ??= this.#negotiate({ ...question, signal });
    return until(question.signal, this.#version, (error) => this.problem(question, error));
  }

  [Symbol.dispose](): void {
    this.#closed.abort(new DockerError("aborted", "the bot is stopping"));
    this.#agents[Symbol.dispose]();
    this.connection.close?.();
  }

  async #negotiate(question: Question): Promise<Version & Speech> {
    try {
      const answer = await this.#dial(question, undefined, (docker) => docker.version());
      const version = Version.safeParse(answer);
      if (!version.success) throw new DockerError("protocol", "an unexpected answer", { cause: version.error });
      const dialect = dialectOf((version.data.Components ?? []).map(({ Name }) => Name));
      return { ...version.data, use: chooseVersion(version.data, this.name), dialect };
    } catch (error) {
      this.#version = undefined;
      throw this.problem(question, error);
    }
  }

  async #call<T>(question: Question, call: (docker: Client) => Promise<T>): Promise<T> {
    const speech = await this.version(question);
    try {
      return await this.#dial(question, speech, call);
    } catch (error) {
      // The engine behind the address was replaced by an older or newer one.
      const replaced = error instanceof DockerError && error.status === 400 && /client version/.test(error.message);
      if (!replaced) throw this.#failed(question, error);
      this.#version = undefined;
      const again = await this.version(question);
      return await this.#dial(question, again, call).catch((second: unknown) => {
        throw this.#failed(question, second);
      });
    }
  }

  async #dial<T>(question: Question, speech: Speech | undefined, call: (docker: Client) => Promise<T>): Promise<T> {
    const signals = [question.signal, this.#closed.signal, AbortSignal.timeout(question.withinMs ?? WITHIN_MS)];
    const limits: Call = {
      signal: AbortSignal.any(signals),
      headersMs: question.headersMs ?? HEADERS_MS,
      idleMs: question.idleMs ?? IDLE_MS,
      long: question.long ?? false,
    };
    this.#client ??= loadClient();
    const client = (await this.#client)(new Modem(this.#agents, speech, limits));
    // dockerode's promises settle when our modem calls back, unless its own code throws between. Then this does.
    return until(limits.signal, call(client), (error) => error);
  }

  /** A broken connection may end in another engine next time: its version is asked again. */
  #failed(question: Question, error: unknown): unknown {
    if (error instanceof DockerError && (error.kind === "transport" || error.kind === "timeout")) {
      this.#version = undefined;
    }
    return this.problem(question, error);
  }

  /** What is thrown for this failure: a Problem for everything an engine is known to answer. */
  problem(question: Question, error: unknown): unknown {
    const { connection, name } = this;
    const subject: Subject = { host: name, url: connection.url, doing: question.doing, thing: question.thing };
    return problemOf(error, subject, question.signal);
  }
}

/** The promise's result, unless the signal aborts first. */
async function until<T>(signal: AbortSignal, promise: Promise<T>, wrap: (error: unknown) => unknown): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    const late = signal.reason instanceof Error && signal.reason.name === "TimeoutError";
    reject(wrap(new DockerError(late ? "timeout" : "aborted", late ? "no answer in time" : "cancelled")));
  };
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
