import type { DatabaseSync } from "node:sqlite";
import type { Worker } from "../worker.ts";

/**
 * Who works on which lease. It keeps two requests from changing one container at the same time, also when they come to
 * two processes, and it tells after a crash what was cut off: a claim whose worker is dead.
 */
export interface Work {
  /** Undefined when the lease is now ours to change; otherwise what somebody alive is doing with it. */
  claim(lease: string, what: string): string | undefined;
  release(lease: string): void;
  /** Whether somebody alive works on it. */
  isBusy(lease: string): boolean;
}

export function openWork(sqlite: DatabaseSync, worker: Worker): Work {
  const read = sqlite.prepare("SELECT worker, what FROM work WHERE lease = ?");
  const take = sqlite.prepare("INSERT INTO work VALUES (?, ?, ?, ?) ON CONFLICT (lease) DO NOTHING");
  // Only from the one that was seen dead: another may have taken over in between.
  const takeOver = sqlite.prepare("UPDATE work SET worker = ?, what = ?, since = ? WHERE lease = ? AND worker = ?");
  const drop = sqlite.prepare("DELETE FROM work WHERE lease = ? AND worker = ?");
  return {
    claim(lease, what) {
      if (take.run(lease, worker.id, what, Date.now()).changes === 1) return undefined;
      const row = read.get(lease);
      if (!row) return this.claim(lease, what);
      const holder = String(row["worker"]);
      if (holder === worker.id || worker.isAlive(holder)) return String(row["what"]);
      if (takeOver.run(worker.id, what, Date.now(), lease, holder).changes === 1) return undefined;
      return this.claim(lease, what);
    },
    release(lease) {
      drop.run(lease, worker.id);
    },
    isBusy(lease) {
      const row = read.get(lease);
      return row !== undefined && worker.isAlive(String(row["worker"]));
    },
  };
}
