import type { Baking } from "#core/database.ts";

/** Both servers take the data directory as a flag, and work in it where the plan says so. */
export function bakingOf(unique: readonly string[]): Baking {
  return {
    at: (made, path) => ({
      ...made,
      dataPath: path,
      command: [...made.command.map((word) => word.replace(`=${made.dataPath}`, `=${path}`)), `--datadir=${path}`],
    }),
    unique,
  };
}
