import { readFileSync } from "node:fs";
import { runNpm } from "./quiet.mjs";
import { fromRoot } from "./root.mjs";

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage */

/** @param {(text: string) => void} say */
export async function ensureDependencies(say) {
  if (isInstalled(fromRoot("package-lock.json"), fromRoot("node_modules/.package-lock.json"))) return;
  say("installing dependencies (npm install)");
  // Not `npm ci`: it refuses a lock file without the optional packages of other platforms, which is what npm itself writes when
  // a registry does not carry them. Versions and checksums come from the lock file all the same, and it stays as it is.
  await runNpm(["install", "--no-save", "--no-audit", "--no-fund"], { cwd: fromRoot("") });
}

/**
 * npm keeps a lock file of what it put into node_modules, and writes it last: so half an installation, or one for another
 * package-lock.json, shows without a mark of our own.
 * @param {string} lockPath
 * @param {string} installedPath
 */
function isInstalled(lockPath, installedPath) {
  const installed = readPackages(installedPath);
  if (!installed) return false;
  const wanted = Object.entries(readPackages(lockPath) ?? {}).filter(([path]) => path !== "");
  return wanted.every(([path, { version, integrity, optional }]) => {
    const there = installed[path];
    // Optional packages are for other platforms.
    return there ? there.version === version && there.integrity === integrity : optional === true;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}
