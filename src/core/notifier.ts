import type { Reply } from "./reply.ts";

/**
 * Says something nobody asked for: a lease ends soon, a container crashed, what a start had to clean up.
 *
 * A chat adapter implements it for its own channels. It never throws and is not waited for: what cannot be delivered is
 * the adapter's to log.
 */
export interface Notifier {
  /** `channel` is a `channelId`, `mention` a `callerId` whose owner should notice. */
  tell(channel: string, reply: Reply, mention?: string): void;
}
