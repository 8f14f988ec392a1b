// Makes a recipe's root file system from Debian packages, with mmdebstrap.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { shellLibraries } from "./recipe.mjs";

/**
 * @typedef {object} BuildOptions
 * @property {string} directory For the result and what is needed on the way: about 1.5 GB for a short while. Must exist.
 * @property {(text: string) => void} [onStep] Hears one line a step.
 * @property {AbortSignal} [signal]
 */

/** Left out of every image: nobody reads a manual in a database's container. Copyright files stay, as licences ask. */
const leftOut = [
  "path-exclude=/usr/share/doc/*",
  "path-include=/usr/share/doc/*/copyright",
  "path-exclude=/usr/share/man/*",
  "path-exclude=/usr/share/info/*",
  "path-exclude=/usr/share/locale/*",
  "path-exclude=/usr/share/lintian/*",
  "path-exclude=/usr/share/bug/*",
];

/**
 * For `setpriv`: what follows runs in mount and process namespaces of its own. mmdebstrap mounts /dev and /proc into what it
 * makes: so they are never seen from here, where a clean-up could reach through them, and one kill ends every process, however
 * deep. And when this process is killed, so is what it started.
 */
export const isolation = "--pdeathsig KILL -- unshare --mount --pid --fork --mount-proc --kill-child=KILL --".split(
  " ",
);

/** Of the first build, for those beside it to wait for. @type {Promise<void> | undefined} */
let installing;

/** @returns {string | undefined} Why this machine cannot build images; undefined when it can. */
export function unbuildable() {
  if (process.platform !== "linux") return "images are built on Linux only";
  if (process.getuid?.() !== 0) return "building images needs root";
  if (!isInstalled("mmdebstrap") && !isInstalled("apt-get")) {
    return "building images needs mmdebstrap, or apt-get to install it";
  }
  return undefined;
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {BuildOptions} options
 * @returns {Promise<{ tarPath: string, fullVersion: string }>} The tar is the caller's to remove. Whatever goes wrong, and
 *   when `signal` aborts, nothing is left: no process, no mount, no file.
 */
export async function buildRootfs(recipe, { directory, onStep = () => {}, signal }) {
  const reason = unbuildable();
  if (reason !== undefined) throw new Error(reason);
  await (installing ??= installMmdebstrap(onStep));
  const work = await mkdtemp(join(directory, `${recipe.database}-`));
  try {
    onStep(`${recipe.database}: installing Debian packages from ${recipe.suite}`);
    await stageFiles(recipe, work);
    const isolated = [...isolation, "mmdebstrap", ...mmdebstrapArguments(recipe, work)];
    await run("setpriv", isolated, { signal, environment: hookEnvironment(recipe, work) });
    const fullVersion = upstreamVersion(await readFile(join(work, "version"), "utf8"));
    const tarPath = join(directory, `${recipe.database}-${fullVersion}-${process.pid}-${Date.now()}.tar`);
    await rename(join(work, "root.tar"), tarPath);
    return { tarPath, fullVersion };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} debianVersion e.g. "1:10.11.14-0+deb12u2"
 * @returns {string} "10.11.14"
 */
function upstreamVersion(debianVersion) {
  return debianVersion
    .trim()
    .replace(/^\d+:/, "")
    .replace(/-[^-]*$/, "")
    .replace(/[+~].*$/, "");
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {string} work
 */
async function stageFiles(recipe, work) {
  const files = join(work, "files");
  const programs = join(files, "usr/local/bin");
  const libraries = join(files, "usr/local/lib/longshore");
  await mkdir(join(work, "tmp"));
  for (const folder of [programs, libraries, join(files, "docker-entrypoint-initdb.d")]) {
    await mkdir(folder, { recursive: true });
  }
  await stage(`${recipe.database}/entrypoint.sh`, join(programs, "docker-entrypoint.sh"), 0o755);
  for (const name of shellLibraries(recipe)) await stage(name, join(libraries, name), 0o644);
}

/**
 * @param {string} name Below this folder.
 * @param {string} target
 * @param {number} mode Whatever the checkout's umask was.
 */
async function stage(name, target, mode) {
  await copyFile(new URL(name, import.meta.url), target);
  await chmod(target, mode);
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {string} work
 */
function mmdebstrapArguments(recipe, work) {
  return [
    "--mode=root",
    "--variant=essential",
    // The servers' folders in /run belong to the image: the mode of a tmpfs mounted there is the folder's, from the second
    // start on (runc 1.1).
    "--skip=cleanup/run",
    "--format=tar",
    `--include=${recipe.packages.join(",")}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
    ...(recipe.checkValidUntil === false ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : []),
    "--dpkgopt=force-unsafe-io",
    ...leftOut.map((option) => `--dpkgopt=${option}`),
    '--essential-hook=chroot "$1" /bin/sh -ec "$BEFORE_PACKAGES"',
    '--customize-hook=cp -rT --no-preserve=ownership "$FILES" "$1"',
    '--customize-hook=chroot "$1" /bin/sh -ec "$AFTER_PACKAGES"',
    '--customize-hook=chroot "$1" dpkg-query -W -f \'${Version}\' "$SERVER_PACKAGE" > "$VERSION_FILE"',
    recipe.suite,
    join(work, "root.tar"),
  ];
}

/**
 * What the hooks above read: values in the environment need no quoting.
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {string} work
 * @returns {NodeJS.ProcessEnv}
 */
function hookEnvironment(recipe, work) {
  const { name, home } = recipe.user;
  const addUser = `
    echo '${name}:x:999:' >> /etc/group
    echo '${name}:x:999:999:${name}:${home}:/bin/bash' >> /etc/passwd
    mkdir -p '${home}'
    chown 999:999 '${home}'`;
  const cleanUp = `
    rm -rf /var/log/* /var/cache/debconf/*-old /var/lib/dpkg/*-old /etc/dpkg/dpkg.cfg.d/99mmdebstrap`;
  return {
    ...process.env,
    TMPDIR: join(work, "tmp"),
    FILES: join(work, "files"),
    VERSION_FILE: join(work, "version"),
    SERVER_PACKAGE: recipe.serverPackage,
    BEFORE_PACKAGES: `${addUser}\n${recipe.beforePackages ?? ""}`,
    AFTER_PACKAGES: `${recipe.afterPackages ?? ""}\n${cleanUp}`,
  };
}

/**
 * Not to be aborted: packages that are half installed would be left to the machine's owner.
 * @param {(text: string) => void} onStep
 */
export async function installMmdebstrap(onStep) {
  if (isInstalled("mmdebstrap")) return;
  onStep("installing mmdebstrap");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Another apt may be at work on a new machine: wait for its lock instead of failing.
  const patient = ["-qq", "-o", "DPkg::Lock::Timeout=120"];
  const packages = ["mmdebstrap", "debian-archive-keyring"];
  try {
    await run("apt-get", [...patient, "update"], { environment });
    await run("apt-get", [...patient, "install", "-y", "--no-install-recommends", ...packages], { environment });
  } catch (error) {
    installing = undefined;
    throw error;
  }
}

/** @param {string} program */
function isInstalled(program) {
  const folders = (process.env["PATH"] ?? "").split(":");
  return folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}

/**
 * @param {string} program
 * @param {string[]} programArguments
 * @param {{ signal?: AbortSignal | undefined, environment: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>} Rejects with the last lines of what it said.
 */
async function run(program, programArguments, { signal, environment }) {
  signal?.throwIfAborted();
  const child = spawn(program, programArguments, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keepTail = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", keepTail);
  child.stderr.on("data", keepTail);
  const kill = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const ending = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, killedBy) => resolve(killedBy ?? code));
    });
    signal?.throwIfAborted();
    if (ending !== 0) throw new Error(`installing packages failed (${ending}):\n${lastLines(output)}`);
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** @param {string} output */
function lastLines(output) {
  const lines = output.trimEnd().split("\n");
  const errors = lines.filter((line) => /^(E|dpkg): |error/i.test(line));
  return [...errors.slice(0, 3), ...lines.slice(-8)].join("\n");
}
