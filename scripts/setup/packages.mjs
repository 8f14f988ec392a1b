import { readFileSync } from "node:fs";
import { runQuietly } from "./quiet.mjs";

/**
 * Whether packages are of Debian's kind here.
 * @param {string} [release]
 */
export function isDebian(release = "/etc/os-release") {
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readIfThere(release));
}

/**
 * Adds packages; needs root. None that is there is removed for them.
 * @param {readonly string[]} packages
 */
export async function installPackages(packages) {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  // A new machine may be busy with its own updates: wait for their lock.
  const patient = ["-qq", "-o", "DPkg::Lock::Timeout=120"];
  await runQuietly("apt-get", [...patient, "update"], options);
  const words = ["install", "-y", "--no-install-recommends", "--no-remove", ...packages];
  await runQuietly("apt-get", [...patient, ...words], options);
}

/** @param {string} path */
export function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
