import type { ImageDescription } from "#core/host.ts";
import { bareVersion } from "./versions.ts";

/**
 * The server's version in an image: from the label of the images we build, else from the first of these variables
 * of the official one that is set. Undefined when the image has none of them, or is ours but of another database.
 */
export function versionIn(
  image: Pick<ImageDescription, "env" | "labels">,
  database: string,
  variables: readonly string[],
): string | undefined {
  const ours = image.labels["longshore.database"];
  if (ours !== undefined) return ours === database ? bareVersion(image.labels["longshore.version"]) : undefined;
  const found = variables.find((variable) => image.env[variable]);
  return found === undefined ? undefined : bareVersion(image.env[found]);
}
