import type { Caller } from "./caller.ts";
import type { Commands } from "./command.ts";
import type { Reply } from "./reply.ts";

/** What a platform hands to the bot: one line somebody typed or pressed, or the typed options of a native command. */
export interface Request {
  readonly caller: Caller;
  readonly what:
    | { readonly line: string }
    | { readonly command: string; readonly values: Readonly<Record<string, unknown>> };
  /** Unique for this delivery on this platform; the same id twice is the same request. */
  readonly deliveryId: string;
  /** Aborted when the caller cancels or the platform stops. */
  readonly signal: AbortSignal;
}

/** The bot as a platform sees it. */
export interface Bot {
  readonly commands: Commands;
  /**
   * The one road of every request. Yields replies, each replacing the one before; never throws: what goes wrong is
   * a reply. The last reply is never "working".
   */
  handle(request: Request): AsyncGenerator<Reply>;
  /** What could stand at the end of this unfinished line, from memory only; whole words. */
  complete(line: string, caller: Caller): readonly string[];
}
