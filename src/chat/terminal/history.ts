import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HISTORY_LINE_CHARACTERS, HISTORY_LINES } from "./limits.ts";

export interface History {
  /** Newest first, as readline has them. */
  readonly lines: readonly string[];
  /** True when the line is worth keeping; then it is on disk too. */
  add(line: string): boolean;
}

/**
 * The lines typed before, from a file that only its owner may read (mode 0600). It holds no passwords, as no command takes
 * one. A line is appended at once: two sessions side by side lose nothing, and neither does one that is killed.
 *
 * Where the file cannot be read or written there is no history beyond the session; `complain` is told once.
 */
export function openHistory(path: string, complain: (reason: string) => void): History {
  let usable = true;
  const attempt = (action: () => void) => {
    try {
      if (usable) action();
    } catch (error) {
      usable = false;
      complain(`no history is kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  let lines: string[] = [];
  attempt(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    lines = read(path);
    if (lines.length > 2 * HISTORY_LINES) shorten(path, lines);
  });

  return {
    lines: lines.slice(-HISTORY_LINES).toReversed(),
    add(line) {
      if (line.trim() === "" || line.length > HISTORY_LINE_CHARACTERS) return false;
      attempt(() => appendFileSync(path, `${line}\n`, { mode: 0o600 }));
      return true;
    },
  };
}

function read(path: string): string[] {
  // Opened for appending: that makes the file when it is not there, and never shortens it.
  appendFileSync(path, "", { mode: 0o600 });
  chmodSync(path, 0o600);
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

function shorten(path: string, lines: readonly string[]): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(
    temporary,
    lines
      .slice(-HISTORY_LINES)
      .map((line) => `${line}\n`)
      .join(""),
    { mode: 0o600 },
  );
  renameSync(temporary, path);
}
