import type { DatabaseSync } from "node:sqlite";
import { onDisk } from "./disk-full.ts";

/** Slack tries again for an hour, a button in Discord can be pressed for a day. */
const REMEMBERED_MS = 24 * 3_600_000;

/** Which deliveries were seen, by any process and before any restart. */
export interface Deliveries {
  /** True the first time a delivery is asked about. Throws a Problem "host-full" when that cannot be written down. */
  first(platform: string, id: string): boolean;
  /** Of what was not done after all: the next time is the first again. */
  forget(platform: string, id: string): void;
}

export function openDeliveries(sqlite: DatabaseSync): Deliveries {
  sqlite.prepare("DELETE FROM deliveries WHERE at < ?").run(Date.now() - REMEMBERED_MS);
  const insert = sqlite.prepare("INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO NOTHING");
  const remove = sqlite.prepare("DELETE FROM deliveries WHERE id = ?");
  return {
    first: (platform, id) => onDisk(() => insert.run(`${platform}:${id}`, Date.now()).changes === 1),
    forget: (platform, id) => void onDisk(() => remove.run(`${platform}:${id}`)),
  };
}
