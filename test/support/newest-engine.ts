import { existsSync } from "node:fs";
import { join } from "node:path";
import { newestEngineFolder } from "../../scripts/setup/newest-engine.mjs";
import { startOwnEngine } from "./own-engine.ts";
import type { OwnEngine, OwnEngineOptions } from "./own-engine.ts";

const programs = join(newestEngineFolder(), "usr");

/** Why there can be none here; undefined when there can. */
export const noNewestEngine = existsSync(join(programs, "sbin/dockerd"))
  ? undefined
  : `the engine of Debian unstable is not in ${newestEngineFolder()}`;

/** The lowest API version that Engine 29 still speaks; 28 can be told to refuse what is older, too. */
export const lowestApi = "1.44";

/**
 * An engine of the newest kind that there is, in a network namespace of its own.
 *
 * @param options.speaks "newest" to refuse all that is older than `lowestApi`; "all" for one that old clients get on with.
 */
export function startNewestEngine(
  options: Pick<OwnEngineOptions, "images" | "settings"> & { readonly speaks?: "newest" | "all" },
): Promise<OwnEngine> {
  const environment = options.speaks === "all" ? {} : { DOCKER_MIN_API_VERSION: lowestApi };
  return startOwnEngine({ ...options, programs, environment });
}
