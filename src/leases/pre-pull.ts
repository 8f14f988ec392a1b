import { setTimeout as delay } from "node:timers/promises";
import type { Host } from "#core/host.ts";
import type { Leases } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { findImage } from "./image.ts";
import type { SpinUp } from "./parts.ts";
import type { SpareRules } from "./spares/keep.ts";
import { drained } from "./steps.ts";

const DAY_MS = 24 * 60 * 60_000;
/** After a day's pull that failed somewhere. */
const AGAIN_MS = 60 * 60_000;

export interface PrePulling extends Pick<SpinUp, "databases" | "builder">, Pick<Leases, "checkDisk"> {
  /** `KIND[:VERSION]` of a database, or any other image's reference. */
  readonly prePull: readonly string[];
  /** Of a host: what waits there is made of images that are to be fresh, too. */
  readonly spares: (host: string) => SpareRules;
  readonly log: (entry: { readonly level: "info" | "error"; readonly message: string }) => void;
  /** For tests, which have no days to wait. */
  readonly pace?: { readonly prePullMs?: number };
}

/**
 * Pulls the configured images to one host, one after the other, at once and daily, so that nobody waits for a registry at
 * night. An image that cannot be pulled holds up no other; all of it is tried again an hour later. Ends with the signal.
 */
export async function keepImages(parts: PrePulling, host: Host, signal: AbortSignal): Promise<void> {
  const { databases, prePull, spares, pace = {} } = parts;
  const everyMs = pace.prePullMs ?? DAY_MS;
  const waiting = spares(host.name).wanted.map(({ database, version }) =>
    [database, version].filter(Boolean).join(":"),
  );
  const wanted = [...new Set([...prePull, ...waiting].map((image) => withVersion(image, databases)))];
  while (wanted.length > 0 && !signal.aborted) {
    let failed = false;
    for (const image of wanted) {
      try {
        await refresh(parts, host, image, signal);
      } catch (error) {
        if (signal.aborted) return;
        failed = true;
        const message = error instanceof Problem ? error.message : String(error);
        parts.log({ level: "error", message: `${host.name}: ${image} could not be pulled ahead: ${message}` });
      }
    }
    await delay(failed ? Math.min(AGAIN_MS, everyMs) : everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** `postgres` and `postgres:18` are one image when 18 is what a caller gets. */
function withVersion(image: string, databases: PrePulling["databases"]): string {
  return databases.names.includes(image) ? `${image}:${databases.find(image).database.defaultVersion}` : image;
}

async function refresh(parts: PrePulling, host: Host, image: string, signal: AbortSignal): Promise<void> {
  const { databases, builder, checkDisk, log } = parts;
  await checkDisk(host, signal);
  const [kind = "", version] = image.split(":", 2);
  const found = databases.names.includes(kind) ? databases.find(kind) : undefined;
  const reference = found ? `${found.database.repository}:${version}` : image;
  const before = await host.images.inspect(reference, signal);
  try {
    const after = await drained(host.images.pull(reference, signal));
    if (after.id !== before?.id) log({ level: "info", message: `${host.name}: ${reference} was pulled ahead` });
  } catch (error) {
    if (!found || !(error instanceof Problem) || error.code !== "registry-unreachable") throw error;
    // Where there is no registry, what the host has will do, and what can be built is built now rather than at night.
    await drained(findImage({ ...found, version, reference: undefined }, host, builder, signal));
  }
}
