import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** What SQLite calls SQLITE_BUSY. */
const BUSY = 5;

const NOT_THERE: Disposable = { [Symbol.dispose]: () => undefined };

/**
 * Takes the lock on a file, made when it is not there; undefined when another process has it. The kernel holds it, not
 * the file's content, so it ends with the process whatever ends the process, and a file left behind locks nobody out.
 *
 * Node has no flock(); SQLite has portable locks on every system it runs on.
 */
export function takeLock(path: string, { onlyExisting = false } = {}): Disposable | undefined {
  if (onlyExisting && !existsSync(path)) return NOT_THERE;
  const sqlite = new DatabaseSync(path, { timeout: 0 });
  try {
    sqlite.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    sqlite.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw error;
  }
  return {
    [Symbol.dispose]() {
      sqlite.close();
    },
  };
}
