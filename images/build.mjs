// Database images from Debian packages, for machines without a registry.
// As a program: node images/build.mjs postgres [mariadb …] | all
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { imageArchive } from "./archive.mjs";
import { imageReference, recipeFor, recipeHash, recipes } from "./recipe.mjs";
import { buildRootfs, unbuildable } from "./rootfs.mjs";

const docker = (/** @type {string[]} */ words) => promisify(execFile)("docker", words);

export { buildRootfs, imageArchive, imageReference, recipeFor, recipeHash, recipes, unbuildable };

/**
 * Builds an image and hands it to the engine that the `docker` command speaks to, unless it is there.
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {{ onStep?: (text: string) => void, signal?: AbortSignal }} [options]
 * @returns {Promise<boolean>} False when there was nothing to do.
 */
export async function ensureImage(recipe, { onStep = () => {}, signal } = {}) {
  const before = await findLoaded(recipe);
  if (before?.recipeHash === recipeHash(recipe)) return false;
  const directory = await mkdtemp(join(tmpdir(), "longshore-image-"));
  try {
    const rootfs = await buildRootfs(recipe, { directory, onStep, ...(signal && { signal }) });
    onStep(`${recipe.database}: loading ${imageReference(recipe)} (${rootfs.fullVersion}) into the engine`);
    await load(imageArchive(recipe, rootfs), signal);
    if (before) await removeReplaced(before.id);
    return true;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * @param {{ only?: readonly string[], onStep?: (text: string) => void, signal?: AbortSignal }} [options] `only` names databases.
 */
export async function ensureImages({ only, onStep = () => {}, signal } = {}) {
  const waiting = recipes.filter(({ database }) => only === undefined || only.includes(database));
  // Half of a build is waiting for packages and disk, so two at a time keep one another from idling.
  const ends = await Promise.allSettled([buildNext(), buildNext()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;

  async function buildNext() {
    for (let recipe = waiting.shift(); recipe; recipe = waiting.shift()) {
      const began = Date.now();
      const built = await ensureImage(recipe, { onStep, ...(signal && { signal }) });
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      if (built) onStep(`${recipe.database}: ${imageReference(recipe)} is ready after ${seconds} s`);
    }
  }
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @returns {Promise<{ id: string, recipeHash: string } | undefined>}
 */
async function findLoaded(recipe) {
  const format = '{{.Id}} {{index .Config.Labels "longshore.recipe"}}';
  try {
    const { stdout } = await docker(["image", "inspect", "-f", format, imageReference(recipe)]);
    const [id = "", recipeHash = ""] = stdout.trim().split(" ");
    return { id, recipeHash };
  } catch (error) {
    if (/no such image/i.test(String(error))) return undefined;
    throw error;
  }
}

/** Hundreds of megabytes under no name. Docker refuses for one that has another name, or a container. @param {string} id */
async function removeReplaced(id) {
  await docker(["image", "rm", id]).catch(() => {});
}

/**
 * @param {AsyncIterable<Uint8Array>} archive
 * @param {AbortSignal} [signal]
 */
async function load(archive, signal) {
  const child = spawn("docker", ["load", "--quiet"], { stdio: ["pipe", "ignore", "pipe"], ...(signal && { signal }) });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const ending = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  // The engine's own words tell more than the broken pipe that follows them.
  const [code] = await Promise.all([ending, pipeline(archive, child.stdin).catch(() => {})]);
  if (code !== 0) throw new Error(`docker load failed (${code}): ${errors.trim()}`);
}

/** @param {string[]} names */
async function main(names) {
  const known = recipes.map((recipe) => recipe.database);
  const wanted = names.includes("all") ? known : names;
  const unknown = wanted.filter((name) => !known.includes(name));
  if (wanted.length === 0 || unknown.length > 0) {
    const mistake = unknown.length > 0 ? `No recipe for ${unknown.join(", ")}. ` : "";
    throw new Error(`${mistake}Usage: node images/build.mjs ${known.join(" | ")} | all`);
  }
  const abort = new AbortController();
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.once(name, () => abort.abort(new Error(`stopped by ${name}`)));
  }
  await ensureImages({ only: wanted, onStep: (text) => console.error(text), signal: abort.signal });
  const references = recipes.filter(({ database }) => wanted.includes(database)).map(imageReference);
  console.error(`in the engine: ${references.join(", ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(`images: ${error.message}`);
    process.exitCode = 1;
  });
}
