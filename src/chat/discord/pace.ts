/**
 * How long to wait before Discord is troubled again. It allows 1,000 greetings (IDENTIFY) a day and resets the token of a bot that
 * needs more; one in five seconds at most. A session that is resumed costs none.
 */

const HOUR_MS = 3_600_000;
/** Discord: one in five seconds, by its clock. */
const APART_MS = 5_500;
/** So many of an hour may follow one another as fast as that; from then on each waits twice as long as the one before. */
const FREE = 3;
/** With this much between them, 720 a day. */
const MOST_APART_MS = 120_000;

/** Before the next greeting, when this process sent others at these times. */
export function untilIdentify(identified: readonly number[], now: number): number {
  const recent = identified.filter((at) => at > now - HOUR_MS);
  const last = recent.at(-1);
  if (last === undefined) return 0;
  const apart = Math.min(MOST_APART_MS, APART_MS * 2 ** Math.max(0, recent.length - FREE));
  return Math.max(0, last + apart - now);
}

export interface SessionStartLimit {
  readonly total: number;
  readonly remaining: number;
  /** Milliseconds until all of them are there again. */
  readonly reset_after: number;
}

/**
 * Before a start, when Discord says that so many of today's are left: something starts the bot again and again, and with half of
 * them gone the rest are made to last. None left is Discord's to refuse.
 */
export function untilStart({ total, remaining, reset_after }: SessionStartLimit): number {
  return remaining <= 0 || remaining * 2 >= total ? 0 : Math.ceil(reset_after / remaining);
}

/** Before the next connection, after so many that came to nothing. discord.js waits half a second before each by itself. */
export function untilConnect(failures: number): number {
  return failures === 0 ? 0 : Math.min(MOST_BETWEEN_MS, 1_000 * 2 ** (failures - 1));
}

const MOST_BETWEEN_MS = 30_000;
