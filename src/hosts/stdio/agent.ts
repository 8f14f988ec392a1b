import { Agent, type AgentOptions, type ClientRequestArgs } from "node:http";
import type { Duplex } from "node:stream";
import { isOfForm } from "./end-mark.ts";
import type { StdioError } from "./failure.ts";
import type { Program } from "./program.ts";
import { type Explain, StdioSocket } from "./socket.ts";
import type { Starts } from "./starts.ts";

export interface StdioOptions {
  readonly program: Program;
  /** The same in a form that tells its end earlier, and that not every host takes; for what nobody waits for, to see. */
  readonly marked?: { readonly program: Program; readonly mark: string };
  readonly explain: Explain;
  /** Shared by the agents of one host. */
  readonly starts: Starts;
  /** Asked before each start; an error is what the request fails with instead. */
  readonly refusal?: () => Error | undefined;
}

/** An idle child is ended after this long. */
const IDLE_MS = 60_000;

/**
 * An agent whose connections are children.
 *
 * It keeps them whatever it is asked: starting one costs 40 ms through WSL and 400 ms through SSH, and an answer that
 * was read to its end leaves its connection as good as new, however long it took.
 */
export class StdioAgent extends Agent {
  readonly #stdio: StdioOptions;
  readonly #live = new Set<StdioSocket>();
  /** Whether the host takes the marked form; undefined as long as nobody knows. */
  #takesMarked: boolean | undefined;
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
  }

  /** How many children there are. */
  get children(): number {
    return this.#live.size;
  }

  /** How many are starting on the host, of whichever of its agents. */
  protected get starting(): number {
    return this.#stdio.starts.count;
  }

  override createConnection(
    { spare }: ClientRequestArgs & { readonly spare?: boolean },
    created?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.#stdio.starts.begin(() => {
      const other = this.instead();
      if (other) {
        created?.(null, other);
        return undefined;
      }
      const refusal = this.#destroyed ? new Error("the connection is closed") : this.#stdio.refusal?.();
      if (refusal) {
        // Node's own callers take the error alone; the type says otherwise.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        process.nextTick(created as (error: Error) => void, refusal);
        return undefined;
      }
      const socket = this.#start(spare === true);
      created?.(null, socket);
      return socket;
    });
    return undefined;
  }

  /** Another connection, in place of a child; asked when one would be started. */
  protected instead(): Duplex | undefined {
    return undefined;
  }

  /** Ends every child, those of requests that are under way included. */
  override destroy(): void {
    this.#destroyed = true;
    super.destroy();
    for (const socket of this.#live) socket.endNow();
  }

  #start(spare: boolean): StdioSocket {
    const { program, explain, marked } = this.#stdio;
    const socket =
      marked && (this.#takesMarked ?? spare)
        ? new StdioSocket(marked.program, (error) => this.#unmarked(error), marked.mark)
        : new StdioSocket(program, explain);
    if (socket.marks) socket.once("begun", () => (this.#takesMarked = true));
    this.#live.add(socket);
    void socket.ended.then(() => this.#live.delete(socket));
    return socket;
  }

  #unmarked(error: StdioError): Error | Promise<Error> {
    if (isOfForm(error.failure)) this.#takesMarked ??= false;
    return this.#stdio.explain(error);
  }
}
