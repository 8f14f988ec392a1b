import { Problem } from "#core/problem.ts";

/** Runs what writes to the bot's own disk; when that is full, what is thrown is a Problem that says so. */
export function onDisk<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw isFull(error) ? diskFull(error) : error;
  }
}

/** SQLITE_FULL, or what the file system says. */
function isFull(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: number; code?: string };
  return errcode === 13 || code === "ENOSPC";
}

function diskFull(cause: unknown): Problem {
  return new Problem(
    "host-full",
    "The bot's own disk is full: it cannot write down what it does, so it does nothing.",
    {
      hint: "Free some space where DATA_DIR is, then ask again.",
      cause,
    },
  );
}
