import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { installPackages, isDebian, readIfThere } from "./packages.mjs";
import { messageOf, runQuietly } from "./quiet.mjs";
import { fromRoot } from "./root.mjs";

/** Where Docker's packages put things. */
const places = {
  socket: "/var/run/docker.sock",
  pidFile: "/var/run/docker.pid",
  log: "/var/log/longshore-dockerd.log",
  release: "/etc/os-release",
  systemd: "/run/systemd/system",
};

/** A first start of dockerd sets up its storage and network: seconds on a slow disk. */
const startLimitMs = 60_000;

/**
 * Sees to a Docker Engine on this machine, where that is ours to do: Debian or Ubuntu, as root, nobody having named another.
 * @param {(text: string) => void} say
 * @returns {Promise<string | undefined>} Why there is none. It has been said; the bot reports an engine out of reach as well.
 */
export async function ensureEngine(say, where = places) {
  if (isElsewhere(process.env) || (await isReachable(where.socket))) return undefined;
  try {
    const obstacle = obstacleToInstalling(where);
    if (obstacle !== undefined) throw new Error(`${obstacle}; start Docker, or install it, or name an engine in HOSTS`);
    await installEngine(say);
    await startEngine(say, where);
    return undefined;
  } catch (error) {
    const problem = `no Docker Engine on this machine: ${messageOf(error)}`;
    say(problem);
    return problem;
  }
}

/**
 * True when the engine is named by somebody: then it is theirs to start.
 * @param {NodeJS.ProcessEnv} environment
 */
function isElsewhere(environment) {
  const hosts = environment["HOSTS"] || hostsInSettingsFile();
  if (hosts && !hosts.split(/[\s,]+/).some(isThisMachine)) return true;
  if (environment["DOCKER_HOST"]) return environment["DOCKER_HOST"] !== `unix://${places.socket}`;
  const context = environment["DOCKER_CONTEXT"] || currentContext(environment["DOCKER_CONFIG"]);
  return context !== undefined && context !== "default";
}

/** @param {string} entry NAME=URL */
function isThisMachine(entry) {
  return /^[^=]+=(docker|unix:\/\/\/(var\/)?run\/docker\.sock)(\?|$)/.test(entry);
}

/** The one variable of `.env` that matters before the settings are read. */
function hostsInSettingsFile() {
  const line = /^[ \t]*(?:export[ \t]+)?HOSTS[ \t]*=(.*)$/m.exec(readIfThere(fromRoot(".env")));
  return line?.[1]
    ?.replace(/\s#.*$/, "")
    .trim()
    .replace(/^(["'`])(.*)\1$/, "$2");
}

/**
 * @param {string | undefined} folder
 * @returns {string | undefined}
 */
function currentContext(folder) {
  try {
    const config = readIfThere(join(folder || join(homedir(), ".docker"), "config.json"));
    return JSON.parse(config).currentContext || undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} socketPath
 * @returns {Promise<boolean>}
 */
async function isReachable(socketPath) {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: "/_ping", timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once("timeout", () => ping.destroy());
    ping.once("error", () => resolve(false));
    ping.end();
  });
}

/** @param {typeof places} where */
function obstacleToInstalling(where) {
  if (process.platform !== "linux") return "it does not answer";
  if (process.getuid?.() !== 0) return `nothing answers at ${where.socket}, and only root can install or start it`;
  if (!isDebian(where.release) && !hasDockerd())
    return `nothing answers at ${where.socket}, and this is not Debian or Ubuntu`;
  return undefined;
}

/** @param {(text: string) => void} say */
async function installEngine(say) {
  if (hasDockerd()) return;
  say("installing Docker Engine (apt-get install docker.io)");
  await installPackages(["docker.io", "iptables", "cgroupfs-mount"]);
}

function hasDockerd() {
  const folders = `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin`.split(":");
  return folders.some((folder) => existsSync(join(folder, "dockerd")));
}

/**
 * @param {(text: string) => void} say
 * @param {typeof places} where
 */
async function startEngine(say, where) {
  const began = Date.now();
  const starter = isStarting(where) ? undefined : await launch(say, where);
  while (!(await isReachable(where.socket))) {
    if (starter?.ended()) throw new Error(`dockerd ended at once: ${lastComplaint(where.log)} (${where.log})`);
    if (Date.now() - began > startLimitMs)
      throw new Error(`it does not answer after ${startLimitMs / 1000} s; see ${where.log}`);
    await delay(50);
  }
}

/**
 * A dockerd that runs but does not answer yet, such as the one that its package started. A pid file left by a dockerd that was
 * killed names nobody, or by now somebody else, whom dockerd would take for itself and give up: that file is removed.
 * @param {typeof places} where
 */
function isStarting(where) {
  const pid = Number.parseInt(readIfThere(where.pidFile), 10);
  if (Number.isNaN(pid)) return false;
  if (readIfThere(`/proc/${pid}/comm`).trim() === "dockerd") return true;
  rmSync(where.pidFile, { force: true });
  return false;
}

/**
 * @param {(text: string) => void} say
 * @param {typeof places} where
 * @returns {Promise<{ ended(): boolean } | undefined>}
 */
async function launch(say, where) {
  if (existsSync(where.systemd)) {
    say("starting Docker Engine (systemctl start docker)");
    await runQuietly("systemctl", ["start", "docker"]);
    return undefined;
  }
  say(`starting Docker Engine (dockerd, log in ${where.log})`);
  // Without systemd it may be that nobody has; where the program is missing, dockerd says what it misses.
  if (!/^cgroup2? \/sys\/fs\/cgroup/m.test(readIfThere("/proc/mounts")))
    await runQuietly("cgroupfs-mount", []).catch(() => {});
  const log = openSync(where.log, "a", 0o600);
  // Detached: Ctrl-C at the bot's prompt is not for it.
  const child = spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log], env: withSystemPath() });
  closeSync(log);
  child.unref();
  let ended = false;
  child.once("error", () => (ended = true));
  child.once("exit", () => (ended = true));
  return { ended: () => ended };
}

function withSystemPath() {
  return { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` };
}

/** Why dockerd ended: not always its last words, which may be a stack. @param {string} path */
function lastComplaint(path) {
  const lines = readIfThere(path).trimEnd().split("\n");
  return lines.findLast((line) => /^(panic:|failed|unable)|level=(fatal|error)/.test(line)) ?? lines.at(-1);
}
