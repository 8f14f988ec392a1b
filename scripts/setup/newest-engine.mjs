import { existsSync, lstatSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { installMmdebstrap, isolation, unbuildable } from "../../images/rootfs.mjs";
import { messageOf, runQuietly } from "./quiet.mjs";

const suite = "unstable";
/** dockerd runs `iptables` and, for `docker top`, `ps`; the newest engine refuses the command of an old one. */
const packages = ["docker.io", "docker-cli", "containerd", "runc", "iptables", "procps"];

const madeOf = [
  "--mode=root",
  // Unpacked, not configured: a tenth of a second a package, and programs are all that is wanted.
  "--variant=extract",
  `--include=${packages.join(",")}`,
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::http::Timeout "20"',
  // As for images: a mirror that lags behind is good enough.
  '--aptopt=Acquire::Check-Valid-Until "false"',
  suite,
];

/** Where the newest engine's programs are kept, or would be: a folder with `usr` and a note of what it was made of. */
export function newestEngineFolder() {
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["LONGSHORE_NEWEST_ENGINE"] || join(cache, "longshore", "newest-engine");
}

/**
 * The Docker Engine of Debian unstable, unpacked once for the tests. Whoever wants a newer one removes the folder.
 * @param {(text: string) => void} say
 * @returns {Promise<void>} Also when it cannot be had, which has been said: its tests are skipped then.
 */
export async function ensureNewestEngine(say) {
  const folder = newestEngineFolder();
  if (isMade(folder)) return;
  const obstacle = unbuildable() ?? missingHere();
  if (obstacle !== undefined) return say(`no newest Docker Engine: ${obstacle}; its tests are skipped`);
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}-`);
  try {
    await installMmdebstrap(say);
    say(`unpacking the Docker Engine of Debian ${suite} into ${folder}`);
    await unpack(work);
    // Somebody else's tests were quicker, and may be running it by now.
    if (isMade(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(join(work, "root"), folder);
  } catch (error) {
    say(`no newest Docker Engine: ${messageOf(error)}; its tests are skipped`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function isMade(folder) {
  const note = join(folder, "made-of");
  return existsSync(note) && readFileSync(note, "utf8") === madeOf.join("\n");
}

/** @returns {string | undefined} */
function missingHere() {
  // Its /usr stands in for this system's, whose /bin and /lib must be links into it.
  return lstatSync("/lib").isSymbolicLink() ? undefined : "/lib is not a link to /usr/lib here";
}

/** @param {string} work */
async function unpack(work) {
  const root = join(work, "root");
  const words = [...isolation, "mmdebstrap", ...madeOf, root];
  await runQuietly("setpriv", words, {
    env: { ...process.env, TMPDIR: work },
    timeout: 180_000,
    killSignal: "SIGKILL",
  });
  // What configuring iptables would have made; which of the two kinds works here, this system knows.
  for (const name of ["iptables", "ip6tables"])
    await symlink(`/etc/alternatives/${name}`, join(root, "usr/sbin", name));
  await writeFile(join(root, "made-of"), madeOf.join("\n"));
}
