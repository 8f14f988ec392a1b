import { existsSync } from "node:fs";
import { installPackages, isDebian } from "./packages.mjs";
import { messageOf } from "./quiet.mjs";

/** What Podman runs containers in for the tests: crun, its first choice, wants limits that a root in a container may not give. */
const runtimes = ["/usr/sbin/runc", "/usr/bin/runc"];
const podman = "/usr/bin/podman";

/** Where the tests find runc. @returns {string | undefined} */
export function runcPath() {
  return runtimes.find((path) => existsSync(path));
}

/** Whether the tests can start a Podman here. */
export function isPodmanHere() {
  return existsSync(podman) && runcPath() !== undefined;
}

/**
 * Podman for the tests, from Debian's packages, where the set-up of the engine would install that too.
 * @param {(text: string) => void} say
 * @returns {Promise<void>} Also when it cannot be had, which has been said: its tests are skipped then.
 */
export async function ensurePodman(say) {
  if (isPodmanHere()) return;
  if (process.getuid?.() !== 0 || !isDebian())
    return say("no Podman here, and it is not ours to install; its tests are skipped");
  say("installing Podman (apt-get install podman)");
  try {
    await installPackages(["podman", "netavark", ...(runcPath() === undefined ? ["runc"] : [])]);
  } catch (error) {
    say(`no Podman: ${messageOf(error)}; its tests are skipped`);
  }
}
