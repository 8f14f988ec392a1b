import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, runNpm } from "./quiet.mjs";
import { fromRoot } from "./root.mjs";

/** From here on Node strips types without a flag and without a warning. */
const least = { major: 24, minor: 12 };

/** @param {string} version e.g. "24.12.0" */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > least.major || (major === least.major && minor >= least.minor);
}

/**
 * @param {(text: string) => void} say
 * @returns {Promise<string>} The path of a Node that runs our sources: this one, or one of our own in `.node/`.
 */
export async function ensureNode(say) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  // The package `node` fetches one of these in an install script; npm may be set to run none.
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}`;
  const home = fromRoot(".node");
  const folder = join(home, "node_modules", name);
  const program = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(program) && isNewEnough(versionIn(folder))) return program;

  say(`installing Node ${least.major} into .node/, as this is Node ${process.versions.node}`);
  await mkdir(home, { recursive: true });
  try {
    const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--no-package-lock"];
    await runNpm(["install", ...quiet, "--prefix", home, `${name}@${least.major}`], { cwd: home });
  } catch (error) {
    const advice = `Node >= ${least.major}.${least.minor} is needed and could not be installed. Install it, then try again.`;
    throw new Error(`${advice}\n${messageOf(error)}`, { cause: error });
  }
  return program;
}

/** @param {string} folder */
function versionIn(folder) {
  return String(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version);
}
