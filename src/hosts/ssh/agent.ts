import type { AgentOptions, ClientRequestArgs } from "node:http";
import type { Duplex } from "node:stream";
import { StdioAgent, type StdioOptions } from "../stdio/agent.ts";
import type { Line } from "./line.ts";

/** Beyond so many logins to the host at a time, waiting for the line takes less long than another one. */
const MOST_STARTING = 2;

/** An agent for streams, whose connections go through the host's line when it is open, and over stdio otherwise. */
export class LineAgent extends StdioAgent {
  readonly #line: Line;

  constructor(line: Line, stdio: StdioOptions, options: AgentOptions) {
    super(stdio, options);
    this.#line = line;
  }

  override createConnection(
    args: ClientRequestArgs & { readonly spare?: boolean },
    created?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    // For a spare one nobody waits, and with a line it costs no login.
    if (args.spare || this.starting >= MOST_STARTING)
      void this.#line.open().then(() => super.createConnection(args, created));
    else super.createConnection(args, created);
    return undefined;
  }

  protected override instead(): Duplex | undefined {
    return this.#line.connect();
  }
}
