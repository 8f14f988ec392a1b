// A recipe says what a database image is made of. One folder of `images/` is one recipe; no list names them.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Recipe
 * @property {string} database As the official image is called: "postgres".
 * @property {string} version The image's tag, as far as the suite keeps it: "15".
 * @property {string} suite Debian's: "bookworm".
 * @property {boolean} [checkValidUntil] False for a suite whose Release file may be past its date.
 * @property {string} serverPackage Its version is the image's `longshore.version`.
 * @property {string[]} packages
 * @property {{ name: string, home: string }} user Gets 999:999, as in the official Debian-based images.
 * @property {string} [beforePackages] Shell, run in the image before its packages are installed.
 * @property {string} [afterPackages] Shell, run in the image after them.
 * @property {RecipeConfig} config
 *
 * @typedef {object} RecipeConfig What the image declares, in the words of Docker's image config. `{version}` is the full version.
 * @property {string[]} Env
 * @property {string[]} Cmd
 * @property {string[]} ExposedPorts
 * @property {string[]} Volumes
 * @property {string} [WorkingDir]
 * @property {string} [StopSignal]
 */

const here = new URL("./", import.meta.url);

/** @type {readonly Recipe[]} */
export const recipes = await loadRecipes();

/**
 * @param {string} database
 * @param {string} [version] A tag such as "15"; any, when left out.
 * @returns {Recipe | undefined}
 */
export function recipeFor(database, version) {
  return recipes.find(
    (recipe) => recipe.database === database && (version === undefined || recipe.version === version),
  );
}

/**
 * @param {Recipe} recipe
 * @returns {string} e.g. "longshore/postgres:15"
 */
export function imageReference(recipe) {
  return `longshore/${recipe.database}:${recipe.version}`;
}

/**
 * @param {Recipe} recipe
 * @returns {string} SHA-256, as hex, of everything of ours that the image is made from.
 */
export function recipeHash(recipe) {
  const hash = createHash("sha256");
  const own = ["recipe.mjs", "entrypoint.sh"].map((name) => `${recipe.database}/${name}`);
  for (const name of ["rootfs.mjs", "archive.mjs", ...shellLibraries(recipe), ...own]) {
    const content = readFileSync(new URL(name, here));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/**
 * @param {Recipe} recipe
 * @returns {string[]} The files of this folder that its entrypoint sources.
 */
export function shellLibraries(recipe) {
  const entrypoint = readFileSync(new URL(`${recipe.database}/entrypoint.sh`, here), "utf8");
  return readdirSync(here).filter((name) => name.endsWith(".sh") && entrypoint.includes(`/longshore/${name}`));
}

/** @returns {Promise<Recipe[]>} */
async function loadRecipes() {
  const folders = readdirSync(here, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/recipe.mjs`, here)),
  );
  return Promise.all(
    folders.map(async (folder) => {
      const recipe = (await import(new URL(`${folder.name}/recipe.mjs`, here).href)).default;
      if (recipe?.database !== folder.name)
        throw new Error(`images/${folder.name}/recipe.mjs is not a recipe for ${folder.name}`);
      return recipe;
    }),
  );
}
