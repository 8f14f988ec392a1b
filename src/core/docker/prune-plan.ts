import type { Baked } from "../baked.ts";
import type { ContainerRow, ImageRow, NetworkRow, Space, VolumeRow } from "../operations.ts";
import { showBytes } from "../units.ts";
import { writeWords } from "../words.ts";
import { isDatabase, isOurs, ownerOf } from "./ownership.ts";
import { shortId } from "./pick.ts";

export const PRUNED = ["containers", "images", "networks", "volumes", "baked"] as const;
export type Pruned = (typeof PRUNED)[number];

/** One thing that would go. */
export interface Leftover {
  readonly kind: Pruned;
  /** How the engine is told to remove it. */
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  /** Undefined where nobody counts it. */
  readonly bytes: number | undefined;
  /** Of a container, by which its lease is found. */
  readonly labels: ContainerRow["labels"];
}

export interface Stock {
  readonly containers: readonly ContainerRow[];
  readonly images: readonly ImageRow[];
  readonly networks: readonly NetworkRow[];
  readonly volumes: readonly VolumeRow[];
  /** Of this bot. */
  readonly baked: readonly Baked[];
  readonly space: Space;
}

/**
 * What nobody uses: ended containers that were started here by `/docker run`, images without a name, networks and
 * volumes that were made here and have no container, and baked images that nothing runs on. Never a database, ended or not: its data is its owner's.
 */
export function leftovers(stock: Stock, kinds: readonly Pruned[], owner: string | undefined): readonly Leftover[] {
  const { containers, space } = stock;
  const ended = containers.filter((container) => ENDED.has(container.state) && isSpare(container));
  const staying = containers.filter((container) => !ended.includes(container) || !kinds.includes("containers"));
  const usedImages = new Set(staying.map(({ imageId }) => imageId));
  const usedNetworks = new Set(staying.flatMap(({ networks }) => networks));
  const usedVolumes = new Set(staying.flatMap(({ volumes }) => volumes));
  const all: readonly Leftover[] = [
    ...ended.map((container) => of("containers", container, space.containers.get(container.id))),
    ...stock.images
      .filter(({ id, tags }) => tags.length === 0 && !usedImages.has(id))
      .map(({ id }) => ({
        kind: "images" as const,
        id,
        name: shortId(id),
        owner: "",
        bytes: space.images.get(id),
        labels: {},
      })),
    ...stock.baked
      .filter(({ reference }) => staying.every(({ image }) => image !== reference))
      .map(({ reference, sizeBytes }) => ({
        kind: "baked" as const,
        id: reference,
        name: reference,
        owner: "",
        bytes: sizeBytes,
        labels: {},
      })),
    ...stock.networks
      .filter((network) => isSpare(network) && !usedNetworks.has(network.name))
      .map((network) => of("networks", network, undefined)),
    ...stock.volumes
      .filter((volume) => isSpare(volume) && !usedVolumes.has(volume.name))
      .map((volume) =>
        of("volumes", { ...volume, id: volume.name }, counted(space.volumes.get(volume.name)?.sizeBytes)),
      ),
  ];
  return all.filter((one) => kinds.includes(one.kind) && (owner === undefined || one.owner === owner));
}

/** `3 containers (12 MiB): web, api, shop` — a line for each kind, and what they are together. */
export function describeLeftovers(found: readonly Leftover[]): readonly string[] {
  return PRUNED.flatMap((kind) => {
    const those = found.filter((one) => one.kind === kind);
    if (those.length === 0) return [];
    const all = kind === "baked" ? "baked images" : kind;
    const word = those.length === 1 ? all.slice(0, -1) : all;
    const size = kind === "networks" ? "" : ` (${showBytes(total(those))})`;
    return [`${those.length} ${word}${size}: ${those.map(({ name }) => name).join(", ")}`];
  });
}

/** The same in Docker's own words, a line for each kind: `docker rm web api`. */
export function pruneLines(found: readonly Leftover[]): readonly string[] {
  return PRUNED.flatMap((kind) => {
    const ids = found.filter((one) => one.kind === kind).map(({ name }) => name);
    return ids.length === 0 ? [] : [writeWords([...REMOVED_BY[kind], ...ids])];
  });
}

/** What the engine would be sent, in this order. */
export function pruneRequests(found: readonly Leftover[]) {
  return found.map(({ kind, id, name, bytes }) => {
    return { method: "DELETE", path: `/${kind === "baked" ? "images" : kind}/${id}`, name, bytes };
  });
}

const REMOVED_BY: Readonly<Record<Pruned, readonly string[]>> = {
  containers: ["docker", "rm"],
  images: ["docker", "image", "rm"],
  networks: ["docker", "network", "rm"],
  volumes: ["docker", "volume", "rm"],
  baked: ["docker", "image", "rm"],
};

export function total(found: readonly Leftover[]): number {
  return found.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

const ENDED: ReadonlySet<ContainerRow["state"]> = new Set(["exited", "dead", "created"]);

type Labelled = Pick<ContainerRow, "labels">;

function isSpare(thing: Labelled): boolean {
  return isOurs(thing) && !isDatabase(thing);
}

function of(kind: Pruned, thing: Labelled & { readonly id: string; readonly name: string }, bytes: number | undefined) {
  // A volume carries the lease that made it, too, which does not end with it.
  const labels = kind === "containers" ? thing.labels : {};
  return { kind, id: thing.id, name: thing.name, owner: ownerOf(thing) ?? "", bytes, labels };
}

/** -1 is "the engine cannot tell". */
function counted(bytes: number | undefined): number | undefined {
  return bytes === undefined || bytes < 0 ? undefined : bytes;
}
