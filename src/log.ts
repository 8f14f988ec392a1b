/** What the bot tells whoever runs it. Replies go to the caller; this is for what only an operator can act on. */
export interface Log {
  // Each part says more than the level, in fields of its own.
  <Entry extends { readonly level: "info" | "warning" | "error" }>(entry: Entry): void;
  /** From now on lines are printed by this, for a chat that must not be torn up by them. */
  printWith(print: (line: string) => void): void;
}

/**
 * One JSON object a line on standard error. `quiet` leaves out what is merely worth knowing: at a terminal the one who
 * typed a line does not have to be told that it was typed.
 */
export function createLog({ quiet }: { readonly quiet: boolean }): Log {
  let print = (line: string): void => void process.stderr.write(`${line}\n`);
  const log = (entry: { readonly level: "info" | "warning" | "error" }): void => {
    if (quiet && entry.level === "info") return;
    print(JSON.stringify({ time: new Date().toISOString(), ...entry }));
  };
  return Object.assign(log, {
    printWith(other: typeof print) {
      print = other;
    },
  });
}
