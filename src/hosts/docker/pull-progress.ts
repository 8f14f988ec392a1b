import type { Step } from "#core/reply.ts";
import type { ProgressLine } from "./progress-lines.ts";

interface Layer {
  readonly doneBytes: number;
  /** Undefined until it begins to arrive. */
  readonly totalBytes: number | undefined;
  readonly state: "waiting" | "arriving" | "arrived" | "unpacked";
}

/** How far a pull is: its layers by id. */
export type Pulled = ReadonlyMap<string, Layer>;

export const NOTHING_PULLED: Pulled = new Map();

/** No image has more: the engine refuses 128. */
const MOST_LAYERS = 256;

/** Adds one line of the engine's answer. */
export function fold(pulled: Pulled, line: ProgressLine): Pulled {
  // Lines about the whole carry the tag as their id.
  if (!line.id || !/^[0-9a-f]{12,64}$/.test(line.id)) return pulled;
  const layer = pulled.get(line.id);
  if (!layer && pulled.size >= MOST_LAYERS) return pulled;
  return new Map(pulled).set(line.id, next(layer ?? WAITING, line));
}

/** What to tell about it. A total only when it is one: it must not grow while somebody watches. */
export function stepOf(reference: string, pulled: Pulled): Step {
  const layers = [...pulled.values()];
  if (layers.length === 0) return { text: `Pulling ${reference}` };
  const here = layers.filter(({ state }) => state === "arrived" || state === "unpacked").length;
  const what = here === layers.length ? "unpacking" : `${here} of ${layers.length} layers`;
  const done = sum(layers.map(({ doneBytes }) => doneBytes));
  const total = layers.every(({ state, totalBytes }) => state !== "waiting" && totalBytes !== undefined)
    ? sum(layers.map(({ totalBytes }) => totalBytes ?? 0))
    : undefined;
  return {
    text: `Pulling ${reference} (${what})`,
    progress: { done, ...(total !== undefined && total >= done && { total }), unit: "bytes" },
  };
}

const WAITING: Layer = { doneBytes: 0, totalBytes: undefined, state: "waiting" };

function next(layer: Layer, { status, progressDetail }: ProgressLine): Layer {
  switch (status) {
    case "Downloading": {
      const totalBytes = bytes(progressDetail?.total) ?? layer.totalBytes;
      return { doneBytes: bytes(progressDetail?.current) ?? layer.doneBytes, totalBytes, state: "arriving" };
    }
    case "Verifying Checksum":
    case "Download complete":
    case "Extracting":
      return { ...full(layer), state: "arrived" };
    case "Pull complete":
    case "Already exists":
      return { ...full(layer), state: "unpacked" };
    default:
      return layer;
  }
}

/** A small layer arrives without a word about its size. */
function full({ doneBytes, totalBytes }: Layer): Pick<Layer, "doneBytes" | "totalBytes"> {
  return { doneBytes: totalBytes ?? doneBytes, totalBytes: totalBytes ?? doneBytes };
}

function bytes(count: number | undefined): number | undefined {
  return count !== undefined && Number.isFinite(count) && count >= 0 ? count : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
