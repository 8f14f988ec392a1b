import type { Caller } from "./caller.ts";
import type { Reply } from "./reply.ts";

/** A request that waits for somebody else's yes. Nothing secret: the line is what would be typed. */
export interface Approval {
  readonly id: string;
  /** The exact line that will be run, as the one who asked. */
  readonly line: string;
  readonly caller: Caller;
  readonly expiresAt: Date;
  readonly state: "asked" | "approved" | "denied";
  /** `callerId` of who decided. */
  readonly decidedBy: string | undefined;
}

/** What a command can do about requests that wait. Throws a Problem when there is nothing to decide, or not by this caller. */
export interface Approvals {
  /** Says yes and runs the line, once, as whoever asked; gives what came of it, without anything secret. */
  approve(id: string): AsyncGenerator<Reply, void>;
  deny(id: string): Approval;
}
