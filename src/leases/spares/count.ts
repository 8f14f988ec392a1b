import type { Spare, SpareCount, SparesWanted } from "#core/spare.ts";
import { wantedNow } from "./keep.ts";
import type { KeepingSpares } from "./keep.ts";

/** Ready and wanted, by kind; those of kinds that are wanted no more are on their way out and not told. */
export function countSpares(
  parts: Pick<KeepingSpares, "spares" | "ledger" | "databases" | "now">,
  host: string,
): SpareCount[] {
  const ready = parts.ledger.spares.list(host).filter(({ state }) => state === "ready");
  return wantedNow(parts, host).map((want) => ({ ...want, ready: ready.filter((spare) => isOf(spare, want)).length }));
}

/** A version that is asked for is a tag, which may say less than the server does, or something else. */
function isOf({ database, version, image }: Spare, want: SparesWanted): boolean {
  if (database !== want.database || want.version === undefined) return database === want.database;
  return `${version}.`.startsWith(`${want.version}.`) || image.endsWith(`:${want.version}`);
}
