import { LogLines } from "./log-text.ts";
import type { ReadLog } from "./log-text.ts";

/** A chat takes about an edit a second; more would be dropped or delayed. */
const EDIT_EVERY_MS = 1_000;
/** What a message that is edited shows: the end. */
const MOST_FOLLOWED = 4_000;

/** All of a log that ends. */
export async function readLogs(pieces: AsyncIterable<string>, grep: string | undefined): Promise<ReadLog> {
  const log = new LogLines(grep);
  for await (const piece of pieces) log.push(piece);
  log.end();
  return { lines: log.lines, truncated: log.truncated, ended: true };
}

/**
 * A log that goes on: its last lines, at most once a second, until the container ends or `limit` aborts. The last one
 * says that it has ended. An abort from elsewhere is thrown.
 */
export async function* followLogs(
  pieces: AsyncIterable<string>,
  grep: string | undefined,
  limit: AbortSignal,
): AsyncGenerator<ReadLog, void> {
  const log = new LogLines(grep, MOST_FOLLOWED);
  const state = (ended: boolean): ReadLog => ({ lines: log.lines, truncated: log.truncated, ended });
  const iterator = pieces[Symbol.asyncIterator]();
  let next = iterator.next();
  let told = 0;
  let isNew = false;
  try {
    for (;;) {
      // A line that comes in the quiet second after another is told when the second is over.
      const wait: number | undefined = isNew ? Math.max(0, told + EDIT_EVERY_MS - Date.now()) : undefined;
      const piece: IteratorResult<string> | undefined = await Promise.race([
        next,
        ...(wait === undefined ? [] : [pause(wait)]),
      ]);
      if (piece?.done === true) break;
      if (piece) {
        isNew = log.push(piece.value) > 0 || isNew;
        next = iterator.next();
      }
      if (!isNew || Date.now() < told + EDIT_EVERY_MS) continue;
      told = Date.now();
      isNew = false;
      yield state(false);
    }
  } catch (error) {
    if (!limit.aborted) throw error;
  } finally {
    next.catch(() => {});
    await iterator.return?.();
  }
  log.end();
  yield state(true);
}

function pause(ms: number): Promise<undefined> {
  // Core has no imports from Node; the timer is the platform's.
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
