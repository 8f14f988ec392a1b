import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { queue } from "./queue.ts";
import type { ImageBuilder, Recipe } from "./image.ts";

/** Builds from the recipes of `images/`, loaded only when somebody needs one. */
export const localBuilder: ImageBuilder = {
  async recipe(database, version) {
    const { imageReference, recipeFor } = await recipes();
    const recipe = recipeFor(database, version);
    return recipe && { database, version: recipe.version, reference: imageReference(recipe) };
  },

  async obstacle() {
    return (await recipes()).unbuildable();
  },

  async *build({ database, version, reference }: Recipe, host: Host, signal: AbortSignal) {
    const { buildRootfs, imageArchive, recipeFor } = await recipes();
    const recipe = recipeFor(database, version);
    if (!recipe) throw new Error(`images/${database} gives no version ${version}`);
    const directory = await mkdtemp(join(tmpdir(), "longshore-image-"));
    const steps = queue<Step>();
    try {
      const built = buildRootfs(recipe, { directory, onStep: (text) => steps.push({ text }), signal }).finally(() =>
        steps.end(),
      );
      // What it throws is thrown below, once the steps it told are passed on.
      built.catch(() => undefined);
      yield* steps;
      const archive = imageArchive(recipe, await built);
      yield { text: `Loading ${reference} into ${host.name}` };
      return await host.images.load(archive, reference, signal);
    } catch (error) {
      throw signal.aborted || error instanceof Problem ? error : cannotBuild(reference, error);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

function recipes() {
  return import("#images/build.mjs");
}

function cannotBuild(reference: string, cause: unknown): Problem {
  const lines = cause instanceof Error ? cause.message.trim().split("\n") : [];
  return new Problem("no-such-image", `${reference} could not be built: ${lines[0] ?? "unknown reason"}`, {
    hint: "See what is in the way, then ask again. Debian's package mirrors must be in reach.",
    log: { name: "build.log", text: lines.slice(1).join("\n") },
    cause,
  });
}
