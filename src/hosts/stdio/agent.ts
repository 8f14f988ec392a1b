import { Agent, type AgentOptions } from "node:http";
import type { Duplex } from "node:stream";
import type { Program } from "./program.ts";
import { type Explain, StdioSocket } from "./socket.ts";
import { Spares } from "./spares.ts";
import type { Starts } from "./starts.ts";

export interface StdioOptions {
  readonly program: Program;
  readonly explain: Explain;
  /** Shared by the agents of one host. */
  readonly starts: Starts;
  /** Asked before each start; an error is what the request fails with instead. */
  readonly refusal?: () => Error | undefined;
}

/** An idle child is ended after this long. */
const IDLE_MS = 60_000;
/** After a spare was taken; most programs that are run in a container are through by then. */
const PREPARE_AFTER_MS = 250;

/**
 * An agent whose connections are children.
 *
 * It keeps them whatever it is asked: starting one costs 40 ms through WSL and 400 ms through SSH, and an answer that
 * was read to its end leaves its connection as good as new, however long it took.
 */
export class StdioAgent extends Agent {
  readonly #stdio: StdioOptions;
  readonly #live = new Set<StdioSocket>();
  /** For a pool of streams, whose connections are used up; one of short requests keeps its own. */
  readonly #spares: Spares | undefined;
  #later: NodeJS.Timeout | undefined;
  #destroyed = false;

  constructor(stdio: StdioOptions, options: AgentOptions) {
    super({
      ...options,
      // All that may start at once may stay for the next burst.
      maxFreeSockets: stdio.starts.most,
      // The agent counts what has started. More than may start at once would be started all the same, one by one.
      ...(options.maxSockets !== undefined && { maxSockets: Math.min(options.maxSockets, stdio.starts.most) }),
      keepAlive: true,
      // The same few are used, so that the others come to the end of their time.
      scheduling: "lifo",
      timeout: IDLE_MS,
    });
    this.#stdio = stdio;
    this.#spares = options.keepAlive ? undefined : new Spares();
  }

  /** How many children there are. */
  get children(): number {
    return this.#live.size;
  }

  override createConnection(_: object, created?: (error: Error | null, socket: Duplex) => void): undefined {
    const spare = this.#spares?.take();
    if (spare) {
      created?.(null, spare);
      this.#prepareLater();
      return undefined;
    }
    this.#stdio.starts.begin(() => {
      const refusal = this.#destroyed ? new Error("the connection is closed") : this.#stdio.refusal?.();
      if (refusal) {
        // Node's own callers take the error alone; the type says otherwise.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        process.nextTick(created as (error: Error) => void, refusal);
        return undefined;
      }
      const socket = this.#start();
      // Not beside it: whoever waits comes first.
      socket.once("begun", () => this.#prepare());
      created?.(null, socket);
      return socket;
    });
    return undefined;
  }

  /** Ends every child, those of requests that are under way included. */
  override destroy(): void {
    this.#destroyed = true;
    clearTimeout(this.#later);
    super.destroy();
    for (const socket of this.#live) socket.destroy();
  }

  #start(): StdioSocket {
    const socket = new StdioSocket(this.#stdio.program, this.#stdio.explain);
    this.#live.add(socket);
    socket.once("close", () => this.#live.delete(socket));
    return socket;
  }

  /** Starting one takes as much of a processor as what is under way: not beside it, as long as others are left. */
  #prepareLater(): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#prepare(), PREPARE_AFTER_MS).unref();
  }

  #prepare(): void {
    clearTimeout(this.#later);
    const { starts, refusal } = this.#stdio;
    for (let wanted = this.#spares?.wanted ?? 0; wanted > 0; wanted--) {
      starts.begin(() => {
        if (this.#destroyed || !this.#spares?.wanted || refusal?.()) return undefined;
        const spare = this.#start();
        this.#spares.add(spare);
        return spare;
      });
    }
  }
}
