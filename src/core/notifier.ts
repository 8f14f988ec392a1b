import type { Reply } from "./reply.ts";

/**
 * Says something to people who did not ask for it: a lease ends soon, a container crashed, a database was shared with them.
 *
 * A chat adapter implements it for its own channels. It never throws: what cannot be delivered is the adapter's
 * to log.
 */
export interface Notifier {
  /** `channel` is a `channelId` or a `placeId`, `mentions` are `callerId`s of those who should notice. */
  tell(channel: string, reply: Reply, ...mentions: readonly string[]): void;
  /** To one person alone, a `callerId`; it may hold a secret. False: it did not reach them. */
  send(person: string, reply: Reply): Promise<boolean>;
}
