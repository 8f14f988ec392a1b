import { createHash } from "node:crypto";
import { AHEAD_NAME } from "#core/database.ts";
import type { Database, DatabaseRequest } from "#core/database.ts";
import type { ImageDescription } from "#core/host.ts";
import { Secret } from "#core/secret.ts";

/** Whoever asks, it is the same: what a plan makes of a login is not part of what a server is. */
const ANYBODY = { user: AHEAD_NAME, password: new Secret("0".repeat(28)), database: AHEAD_NAME };

/**
 * Pure: what a server that was made ahead can stand in for, as a hash. Two requests have the same when their servers would
 * run the same program of the same image with the same flags on data that was made in the same way; undefined when a
 * server of this kind is never made ahead.
 */
export function fitOf(
  database: Database,
  image: Pick<ImageDescription, "id">,
  request: Omit<DatabaseRequest, "login">,
): string | undefined {
  if (!database.ahead) return undefined;
  const { command, env, dataPath, tmpfs, shmBytes } = database.ahead.plan({ ...request, login: ANYBODY });
  const { charset, collation, auth } = request;
  const shape = [image.id, command, sorted(env), dataPath, tmpfs, shmBytes, charset, collation, auth];
  return createHash("sha256").update(JSON.stringify(shape)).digest("hex");
}

function sorted(env: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
