// The archive that `docker load` reads: a root file system with the image's config. `docker import` would be shorter, but it
// knows no STOPSIGNAL (engine 20.10: "stopsignal is not a valid change command"), and PostgreSQL needs one.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { imageReference, recipeHash } from "./recipe.mjs";

/** @typedef {{ tarPath: string, fullVersion: string }} Rootfs */

/** What the architecture is called by Docker, from what Node calls it. */
const architectures = /** @type {Record<string, string>} */ ({ x64: "amd64", arm64: "arm64", arm: "arm", ia32: "386" });

const blockBytes = 512;

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {Rootfs} rootfs
 * @returns {AsyncGenerator<Uint8Array>} For `docker load` or POST /images/load: an image of one layer, tagged.
 */
export async function* imageArchive(recipe, { tarPath, fullVersion }) {
  const layerDigest = await sha256(tarPath);
  const config = Buffer.from(JSON.stringify(imageConfig(recipe, fullVersion, layerDigest)));
  const configName = `${createHash("sha256").update(config).digest("hex")}.json`;
  const manifest = [{ Config: configName, RepoTags: [imageReference(recipe)], Layers: ["layer.tar"] }];

  yield* tarEntry("manifest.json", Buffer.from(JSON.stringify(manifest)));
  yield* tarEntry(configName, config);
  const { size } = await stat(tarPath);
  yield tarHeader("layer.tar", size);
  yield* createReadStream(tarPath, { highWaterMark: 1 << 20 });
  yield padding(size);
  yield Buffer.alloc(2 * blockBytes);
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {string} fullVersion
 * @param {string} layerDigest
 */
function imageConfig(recipe, fullVersion, layerDigest) {
  const created = new Date().toISOString();
  return {
    architecture: architectures[process.arch] ?? process.arch,
    os: "linux",
    created,
    config: runtimeConfig(recipe, fullVersion),
    history: [{ created, created_by: `Debian packages of ${recipe.suite}`, comment: "longshore" }],
    rootfs: { type: "layers", diff_ids: [`sha256:${layerDigest}`] },
  };
}

/**
 * @param {import("./recipe.mjs").Recipe} recipe
 * @param {string} fullVersion
 */
function runtimeConfig(recipe, fullVersion) {
  const { Env, Cmd, ExposedPorts, Volumes, ...rest } = recipe.config;
  return {
    ...rest,
    Env: Env.map((variable) => variable.replace("{version}", fullVersion)),
    Entrypoint: ["docker-entrypoint.sh"],
    Cmd,
    ExposedPorts: asSet(ExposedPorts),
    Volumes: asSet(Volumes),
    Labels: {
      "longshore.database": recipe.database,
      "longshore.version": fullVersion,
      "longshore.recipe": recipeHash(recipe),
    },
  };
}

/** Docker writes a set as an object of empty objects. @param {string[]} names */
function asSet(names) {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

/** @param {string} path */
async function sha256(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * @param {string} name
 * @param {Buffer} content
 */
function* tarEntry(name, content) {
  yield tarHeader(name, content.length);
  yield content;
  yield padding(content.length);
}

/** @param {number} size */
function padding(size) {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/**
 * A ustar header, which holds sizes up to 8 GiB.
 * @param {string} name Up to 100 bytes.
 * @param {number} size
 */
function tarHeader(name, size) {
  const header = Buffer.alloc(blockBytes);
  const octal = (/** @type {number} */ value, /** @type {number} */ digits) => value.toString(8).padStart(digits, "0");
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write("        ", 148); // The checksum counts itself as spaces.
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}
