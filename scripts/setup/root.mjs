import { fileURLToPath } from "node:url";

/** @param {string} path From the top of the repository. */
export function fromRoot(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
