import { writeWords } from "../words.ts";

/** ` --host lab`, for lines about a container that is not on the default host; nothing where no host was named. */
export function atHost(host: string | undefined): string {
  return host === undefined ? "" : ` --host ${writeWords([host])}`;
}
