/** What a line, the history and the live line may grow to. Ours: a terminal itself refuses nothing. */

/** One line on standard input. Longer ones never reach the bot, so that a file without a newline cannot eat memory. */
export const LINE_BYTES = 1_048_576;

/** Lines that the history keeps, and the longest it takes: what is longer was pasted, not typed. */
export const HISTORY_LINES = 1_000;
export const HISTORY_LINE_CHARACTERS = 1_000;

/** How often the live line is drawn, and how often progress is told where there is no terminal. */
export const LIVE_INTERVAL_MS = 100;
export const PLAIN_INTERVAL_MS = 1_000;

/** Narrower terminals get lines of this width: below it nothing is readable anyway. */
export const LEAST_WIDTH = 20;
