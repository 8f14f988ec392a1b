/** What a file may have where an interaction does not say it: Discord's least, of servers without boosts. */
export const ATTACHMENT_BYTES = 10 * 1_024 * 1_024;

/** Ours: an edit of a message, and posts in a channel, are this far apart. Discord tells its own limits with each answer. */
export const INTERVAL_MS = 1_000;
/** Edits are limited for each interaction by itself, so all of them together are not. */
export const EDITS_PER_MINUTE = 6_000;
