import type { Reply } from "#core/reply.ts";
import type { Health } from "./health.ts";

/** Somebody to tell something that they did not just ask for: a crash, an expiry. Ids as the platform has them. */
export interface Recipient {
  readonly channel: string;
  readonly thread?: string;
  /** Mentioned, and told directly where the channel cannot be written to. */
  readonly owners?: readonly string[];
}

/** A platform that is connected. */
export interface RunningChat {
  health(): Health;
  /** Queued behind replies; several that wait for the same channel become one message. Never throws. */
  tell(recipient: Recipient, reply: Reply): void;
  /** A message to one person alone, secrets and all. False when it did not reach them. Never throws. */
  send(user: string, reply: Reply): Promise<boolean>;
  /** Takes no more work, lets what runs end within its time, then closes. Safe to call twice. */
  stop(): Promise<void>;
}
