import { Problem } from "#core/problem.ts";

/** Docker Engine 20.10: the oldest that the suite runs against. */
export const OLDEST_API = "1.41";
/** Docker Engine 28.5: the newest whose answers were looked at. A newer engine still speaks it. */
export const NEWEST_API = "1.51";

/**
 * The API version to use with an engine: the newest both know.
 *
 * Without a version in the path an engine answers as its newest, whose shapes nobody here has seen; no fixed version is
 * spoken by all (20.10 ends at 1.41, 29 begins at 1.44).
 *
 * @throws Problem "host-refused" for an engine older or newer than we can speak with.
 */
export function chooseVersion(
  engine: { readonly ApiVersion: string; readonly MinAPIVersion?: string | undefined; readonly Version: string },
  host: string,
): string {
  const use = compare(engine.ApiVersion, NEWEST_API) < 0 ? engine.ApiVersion : NEWEST_API;
  if (compare(use, OLDEST_API) < 0) {
    throw new Problem(
      "host-refused",
      `Docker ${engine.Version} on ${host} is too old: its API is ${engine.ApiVersion}.`,
      {
        hint: `Longshore needs ${OLDEST_API}, which is Docker 20.10, or newer.`,
      },
    );
  }
  if (engine.MinAPIVersion && compare(use, engine.MinAPIVersion) < 0) {
    const message = `Docker ${engine.Version} on ${host} is too new: it speaks API ${engine.MinAPIVersion} and up.`;
    throw new Problem("host-refused", message, {
      hint: `This Longshore knows versions up to ${NEWEST_API}; a newer one may know more.`,
    });
  }
  return use;
}

/** Below 0 when the first is older; "1.9" is older than "1.41". */
function compare(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major - otherMajor || minor - otherMinor;
}
