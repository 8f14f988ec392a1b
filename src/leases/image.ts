import type { Database } from "#core/database.ts";
import type { Host, ImageDescription } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";

/** Makes database images on this machine, for when no registry can be reached. */
export interface ImageBuilder {
  /** What could be built for this database; undefined when there is no recipe that gives this version. */
  recipe(database: string, version: string | undefined): Promise<Recipe | undefined>;
  /** Why this machine cannot build; undefined when it can. */
  obstacle(): Promise<string | undefined>;
  build(recipe: Recipe, host: Host, signal: AbortSignal): AsyncGenerator<Step, ImageDescription>;
}

export interface Recipe {
  readonly database: string;
  readonly version: string;
  readonly reference: string;
}

export interface ImageWanted {
  readonly name: string;
  readonly database: Database;
  readonly version: string | undefined;
  /** Given by the caller: this one or none. */
  readonly reference: string | undefined;
  /** Asked before anything is pulled or built; throws where there is no room for it. */
  readonly checkDisk?: () => Promise<void>;
}

export interface ImageFound {
  readonly image: ImageDescription;
  /** The server's version in it. */
  readonly version: string;
  /** Of the kind whose user and paths we know, so it runs without a single capability. */
  readonly known: boolean;
  readonly notes: readonly string[];
}

/**
 * The image to run, in this order: the official one if the host has it, one built here earlier, the official one
 * pulled, one built here now. Throws a Problem "not-a-database" for an image of something else.
 */
export async function* findImage(
  wanted: ImageWanted,
  host: Host,
  builder: ImageBuilder,
  signal: AbortSignal,
): AsyncGenerator<Step, ImageFound> {
  const official = `${wanted.database.repository}:${wanted.version ?? wanted.database.defaultVersion}`;
  const reference = wanted.reference ?? official;

  const [present, { recipe, built }] = await Promise.all([
    host.images.inspect(reference, signal),
    wanted.reference ? { recipe: undefined, built: undefined } : findBuilt(wanted, host, builder, signal),
  ]);
  if (present) return accept(present, wanted, []);
  if (built) return accept(built, wanted, []);

  await wanted.checkDisk?.();
  try {
    yield { text: `Pulling ${reference}` };
    return accept(yield* host.images.pull(reference, signal), wanted, []);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "registry-unreachable") throw withVersions(error, wanted);
    if (wanted.reference) throw error;
    const obstacle = await obstacleTo(recipe, wanted, host, builder);
    if (obstacle || !recipe) throw cannotPullNorBuild(error, obstacle, reference, wanted);
    yield { text: `No registry in reach; building ${recipe.reference} from Debian's packages, once` };
    const image = yield* builder.build(recipe, host, signal);
    return accept(image, wanted, [`No registry was in reach, so ${recipe.reference} was built on this machine.`]);
  }
}

async function findBuilt(wanted: ImageWanted, host: Host, builder: ImageBuilder, signal: AbortSignal) {
  const recipe = await builder.recipe(wanted.name, wanted.version);
  return { recipe, built: recipe && (await host.images.inspect(recipe.reference, signal)) };
}

function accept(image: ImageDescription, wanted: ImageWanted, notes: readonly string[]): ImageFound {
  const version = wanted.database.versionOf(image);
  if (version === undefined) {
    throw new Problem("not-a-database", `${image.reference} is not an image of ${wanted.database.title}.`, {
      hint: `Leave --image away to run ${wanted.database.repository}:${wanted.database.defaultVersion}.`,
    });
  }
  return { image, version, known: wanted.reference === undefined, notes };
}

async function obstacleTo(
  recipe: Recipe | undefined,
  wanted: ImageWanted,
  host: Host,
  builder: ImageBuilder,
): Promise<string | undefined> {
  if (!recipe) return `There is no recipe that builds ${wanted.database.title} ${wanted.version ?? ""}`.trimEnd();
  if (!host.local) return `Host "${host.name}" is another machine, where images cannot be built`;
  return builder.obstacle();
}

function cannotPullNorBuild(cause: Problem, obstacle: string | undefined, reference: string, wanted: ImageWanted) {
  return new Problem("registry-unreachable", `${cause.message} ${obstacle ?? "It cannot be built"}.`, {
    hint:
      wanted.version === undefined
        ? `Give the host a registry, or load the image yourself: docker load < ${wanted.database.repository}.tar (it must be called ${reference}).`
        : `Another version may be there: /db up ${wanted.name}`,
    cause,
  });
}

/** A tag that does not exist is most often a version that does not exist: say which ones do. */
function withVersions(error: unknown, { name, database, reference }: ImageWanted): unknown {
  if (!(error instanceof Problem) || error.code !== "no-such-image" || reference) return error;
  return new Problem(error.code, error.message, {
    hint: `Versions of ${database.title}: ${database.versions.join(", ")}. Try /db up ${name}:${database.defaultVersion}`,
    cause: error,
  });
}
