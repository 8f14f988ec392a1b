import type { App, Logger, Receiver, SocketModeReceiver } from "@slack/bolt";
import { failureOf } from "./api-errors.ts";
import { appClient } from "./clients.ts";
import type { Egress } from "./egress.ts";
import { openSocket } from "./socket.ts";
import type { Socket } from "./socket.ts";
import type { Sdk } from "./sdk.ts";
import { describe } from "./logger.ts";

/** Two, so that one serves while Slack refreshes the other, which it does every few hours. Slack allows ten. */
const SOCKETS = 2;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** A connection that lasted less did not work, whatever ended it. */
const WORKED_MS = 10_000;
const HELLO_MS = 15_000;
const GOODBYE_MS = 2_000;

export interface SocketsOptions {
  readonly sdk: Sdk;
  readonly appToken: string;
  readonly apiUrl: string;
  readonly egress: Egress;
  readonly logger: Logger;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/**
 * Bolt's Socket Mode receiver, twice, with reconnecting of our own. The client's waits without a socket after every refresh,
 * and ends the process when the API answers 500 at the wrong moment (socket-mode 3.1.0).
 */
export class Sockets implements Receiver {
  readonly #options: SocketsOptions;
  readonly #open = new Set<Connection>();
  readonly #loops: Promise<void>[] = [];
  #app: App | undefined;

  constructor(options: SocketsOptions) {
    this.#options = options;
  }

  /** How many are connected, of how many there should be. */
  get connected(): { readonly now: number; readonly wanted: number } {
    return { now: this.#open.size, wanted: SOCKETS };
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Resolves when the first socket is connected. Rejects with the SDK's error when Slack refuses it. */
  async start(): Promise<void> {
    const first = await this.#connect();
    this.#loops.push(this.#keep(first));
    for (let index = 1; index < SOCKETS; index++) this.#loops.push(this.#keep(undefined));
  }

  /** After the signal: says goodbye with a close frame and waits for Slack's. */
  async stop(): Promise<void> {
    await Promise.all([...this.#open].map((connection) => connection.close()));
    await Promise.all(this.#loops);
  }

  /** One socket after another, for as long as we run. */
  async #keep(first: Connection | undefined): Promise<void> {
    const { signal, logger } = this.#options;
    let failures = 0;
    let connection = first;
    while (!signal.aborted) {
      const began = Date.now();
      try {
        connection ??= await this.#connect();
        await connection.closed;
      } catch (error) {
        logger.warn(`a socket could not be opened: ${describe(error)}`);
        const failure = failureOf(error);
        if (failure.kind === "limited") await sleep(failure.retryAfterMs, signal);
      }
      connection = undefined;
      failures = Date.now() - began >= WORKED_MS ? 0 : failures + 1;
      // The first time at once: a refresh that Slack announced is nothing to wait for.
      if (failures > 1) await sleep(backOff(failures - 1), signal);
    }
  }

  async #connect(): Promise<Connection> {
    const { sdk, appToken, egress, logger, apiUrl } = this.#options;
    const socket = openSocket(sdk, egress);
    const receiver = new sdk.bolt.SocketModeReceiver({
      appToken,
      logger,
      // Bolt's own default is 5 s; a socket that is silent for longer than this is not worth waiting for.
      clientPingTimeout: 5_000,
      autoReconnectEnabled: false,
      dispatcher: socket.dispatcher,
      customPropertiesExtractor: ({ envelope_id }: { envelope_id?: string }) => ({ envelopeId: envelope_id }),
      installerOptions: { clientOptions: appClient(apiUrl, egress) },
    });
    if (this.#app) receiver.init(this.#app);
    try {
      await Promise.race([receiver.start(), this.#noHello()]);
    } catch (error) {
      void receiver.client.disconnect();
      await socket.destroy();
      throw error ?? new Error("the connection ended before Slack said hello");
    }
    return this.#opened(receiver, socket);
  }

  /** Rejects when we are to stop, or when a hello is not to be expected any more. */
  #noHello(): Promise<never> {
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(HELLO_MS)]);
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("Slack did not say hello in time")));
    });
  }

  #opened({ client }: SocketModeReceiver, socket: Socket): Connection {
    const ended = new Promise<void>((resolve) => client.once("disconnected", () => resolve()));
    const connection: Connection = {
      closed: ended.then(() => {
        this.#open.delete(connection);
        return socket.destroy();
      }),
      async close() {
        void client.disconnect();
        // A peer that is silent does not say goodbye either; the client would wait for it for 30 s.
        const timer = setTimeout(() => void socket.destroy(), GOODBYE_MS);
        await ended;
        clearTimeout(timer);
      },
    };
    this.#open.add(connection);
    return connection;
  }
}

interface Connection {
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** 0.5 s, 1 s, 2 s … 30 s, each by chance up to a quarter less, so that many bots do not come back at the same time. */
function backOff(failures: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)) * (1 - Math.random() / 4);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done);
  });
}
