import type { Database, DatabaseRequest } from "#core/database.ts";
import type { ContainerSpec, ImageDescription } from "#core/host.ts";
import { fitOf } from "../spares/fit.ts";

/** Where the data is in a baked image: in no image's declared volume, so that a commit takes it along. */
export const BAKED_DATA = "/longshore-data";

const REPOSITORY = "longshore/baked";

/** What a baked image is called; another bot on the same engine calls its own differently. */
export function bakedReference(instance: string, id: string): string {
  return `${REPOSITORY}:${instance}-${id}`;
}

/** The id of the baked image with this tag; undefined when it is none of this bot's. */
export function idOfReference(instance: string, tag: string): string | undefined {
  const start = `${REPOSITORY}:${instance}-`;
  return tag.startsWith(start) ? tag.slice(start.length) : undefined;
}

/**
 * Pure: what a baked image can stand in for, as a hash: the image's id, and with it the architecture, and every option that
 * may shape the data directory, which are all flags of the server too. Not the memory: what depends on it is decided at each
 * start. Undefined for a database whose first start makes nothing worth keeping.
 */
export function bakedFit(
  database: Database,
  image: Pick<ImageDescription, "id">,
  request: Omit<DatabaseRequest, "login">,
): string | undefined {
  if (!database.baking) return undefined;
  return fitOf(database, image, { ...request, memoryBytes: database.memory.defaultBytes });
}

/**
 * Pure: the same container with its data in its own writable layer, or in its volume when it is to be one: an empty volume is
 * filled from the image then. What the image declares as a volume is covered, so that it makes none.
 */
export function withBakedData(
  spec: ContainerSpec,
  { image, declared, volume }: { readonly image: string; readonly declared: string; readonly volume: boolean },
): ContainerSpec {
  const kept = volume ? spec.mounts : spec.mounts.filter(({ path }) => path !== BAKED_DATA);
  const mounts = [...kept, { kind: "tmpfs" as const, path: declared, megabytes: 1 }];
  return { ...spec, image, mounts, readOnlyRoot: volume && spec.readOnlyRoot };
}
