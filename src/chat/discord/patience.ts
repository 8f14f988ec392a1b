import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocketOptions } from "discord.js";
import { untilConnect, untilIdentify, untilStart } from "./pace.ts";

type Manager = Parameters<NonNullable<WebSocketOptions["buildStrategy"]>>[0];

export interface PatienceParts {
  /** Told when a start has to wait, in milliseconds. */
  readonly onWait: (ms: number) => void;
}

/**
 * Makes a gateway's connections patient: discord.js tries every half second, for ever, and greets anew every five seconds, which
 * uses up a day's greetings in an hour and a half.
 */
export class Patience {
  readonly #onWait: PatienceParts["onWait"];
  readonly #over = new AbortController();
  readonly #identified: number[] = [];
  /** Connections since the last that brought us a session. */
  #attempts = 0;
  /** Discord has said hello and not goodbye. */
  #isOpen = false;
  #started: Promise<void> | undefined;

  constructor({ onWait }: PatienceParts) {
    this.#onWait = onWait;
  }

  /** Puts it between a manager and Discord. */
  attach(manager: Manager): void {
    const { options } = manager;
    manager.on("hello" as never, (() => void (this.#isOpen = true)) as never);
    manager.on("closed" as never, (() => void (this.#isOpen = false)) as never);
    const fetchInformation = manager.fetchGatewayInformation.bind(manager);
    manager.fetchGatewayInformation = async (force) => {
      const information = await fetchInformation(force);
      await (this.#started ??= this.#start(untilStart(information.session_start_limit)));
      return information;
    };
    // discord.js asks for the session with every event, and before every connection.
    const session = options.retrieveSessionInfo.bind(options);
    options.retrieveSessionInfo = (shard) => (this.#isOpen ? session(shard) : this.#connect(() => session(shard)));
    options.buildIdentifyThrottler = () => this;
  }

  connected(): void {
    this.#attempts = 0;
  }

  /** Nothing is connected any more: discord.js would, when it is stopped between two attempts. */
  close(): void {
    this.#over.abort();
  }

  async waitForIdentify(_shard: number, signal: AbortSignal): Promise<void> {
    await this.#pause(untilIdentify(this.#identified, Date.now()), signal);
    this.#identified.push(Date.now());
    if (this.#identified.length > MOST_REMEMBERED) this.#identified.shift();
  }

  async #start(ms: number): Promise<void> {
    if (ms === 0) return;
    this.#onWait(ms);
    await this.#pause(ms);
  }

  async #connect<T>(session: () => T): Promise<Awaited<T>> {
    const ms = untilConnect(this.#attempts++);
    // Many bots that lost Discord together do not come back together.
    await this.#pause(ms * (0.5 + Math.random() / 2));
    return await session();
  }

  /** Once everything is over it never ends. */
  async #pause(ms: number, signal?: AbortSignal): Promise<void> {
    const ends = signal ? AbortSignal.any([signal, this.#over.signal]) : this.#over.signal;
    if (ms > 0) await sleep(ms, undefined, { signal: ends }).catch(() => undefined);
    signal?.throwIfAborted();
    if (this.#over.signal.aborted) await new Promise<never>(() => undefined);
  }
}

/** More than an hour has. */
const MOST_REMEMBERED = 100;
