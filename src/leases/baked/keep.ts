import { setTimeout as delay } from "node:timers/promises";
import type { Baked } from "#core/baked.ts";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { never } from "../never.ts";
import type { SpinUp } from "../parts.ts";
import { isSomebodyWaiting } from "../spares/keep.ts";
import { plainRequest } from "../spares/make.ts";
import { bake, throwAwayServer } from "./bake.ts";
import { bakedFit, idOfReference } from "./shape.ts";

/** Between two looks whether there is something to bake. */
const LOOK_MS = 1_000;
/** Between two looks whether the images they were made from have moved. */
const TIDY_MS = 60_000;

export interface KeepingBaked extends Pick<SpinUp, "databases" | "ledger" | "random" | "now" | "bakery"> {
  /** What the baked images of a host may take of its disk together; 0: none are made. */
  readonly bakedBytes: number;
  readonly log: (entry: { readonly level: "info" | "error"; readonly message: string }) => void;
  readonly pace?: { readonly bakedLookMs?: number; readonly bakedTidyMs?: number };
}

/**
 * Bakes what was wished for on one host, one at a time and never while somebody waits for a database there, and throws away
 * what is of no use any more. Ends with the signal.
 */
export async function keepBaked(parts: KeepingBaked, host: Host, signal: AbortSignal): Promise<void> {
  const { bakery, bakedBytes, log, pace = {} } = parts;
  let told = "";
  let tidiedAt = -Infinity;
  while (!signal.aborted) {
    try {
      if (performance.now() - tidiedAt > (pace.bakedTidyMs ?? TIDY_MS)) {
        await tidy(parts, host, signal);
        tidiedAt = performance.now();
      }
      const wish = isSomebodyWaiting(parts, host) ? undefined : bakery.next(host.name);
      if (wish && bakedBytes > 0 && (await bake(parts, host, wish, signal))) {
        log({ level: "info", message: `${host.name}: an image of ${wish.kind} ${wish.found.version} is baked` });
        tidiedAt = -Infinity;
      }
      told = "";
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Problem ? error.message : String(error);
      // Once: a host that is down for a night would fill the log.
      if (message !== told) log({ level: "error", message: `Baked images on ${host.name}: ${message}` });
      told = message;
      // Of a host that does not answer, the next look is soon enough.
      tidiedAt = performance.now();
    }
    await delay(pace.bakedLookMs ?? LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** What was never finished, what was made from an image that has moved, and of the rest what was used longest ago. */
async function tidy(parts: KeepingBaked, host: Host, signal: AbortSignal): Promise<void> {
  const { ledger, bakedBytes } = parts;
  const finished: Baked[] = [];
  for (const baked of ledger.baked.list(host.name)) {
    if (baked.reference !== "") finished.push(baked);
    else if (ledger.work.claim(baked.id, "being thrown away") === undefined)
      await throwAwayServer(ledger, host, baked.id);
  }
  const current: Baked[] = [];
  for (const baked of finished) {
    if (await isCurrent(parts, host, baked, signal)) current.push(baked);
    else ledger.baked.delete(baked.id);
  }
  const lastUse = ({ usedAt, createdAt }: Baked) => (usedAt ?? createdAt).getTime();
  let free = bakedBytes;
  for (const baked of current.toSorted((a, b) => lastUse(b) - lastUse(a))) {
    free -= baked.sizeBytes;
    if (free < 0 || bakedBytes === 0) ledger.baked.delete(baked.id);
  }
  await removeImages(parts, host, signal);
}

/** One whose image has moved is wished for again, when it was as most are: without options. */
async function isCurrent({ databases, bakery }: KeepingBaked, host: Host, baked: Baked, signal: AbortSignal) {
  if (!databases.names.includes(baked.database)) return false;
  const image = await host.images.inspect(baked.image, signal);
  if (!image) return false;
  if (image.id === baked.imageId) return (await host.images.inspect(baked.reference, signal)) !== undefined;
  const { name, database } = databases.find(baked.database);
  const version = database.versionOf(image);
  if (version === undefined) return false;
  const wasPlain = baked.fit === bakedFit(database, { id: baked.imageId }, plainRequest(database, baked.version));
  const found = { image, version, known: true, notes: [] };
  if (wasPlain) bakery.wish(host.name, { kind: name, database, found, asked: plainRequest(database, version) });
  return false;
}

/** The engine keeps one that a container was made from, until that is gone. */
async function removeImages({ ledger }: KeepingBaked, host: Host, signal: AbortSignal): Promise<void> {
  const wanted = new Set(ledger.baked.list(host.name).map(({ id }) => id));
  for (const { tags } of await host.operations.images(signal)) {
    for (const tag of tags) {
      const id = idOfReference(ledger.instance, tag);
      if (id === undefined || wanted.has(id)) continue;
      await host.operations.removeImage(tag, never()).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
    }
  }
}
