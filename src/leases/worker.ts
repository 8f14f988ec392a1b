import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "./lock.ts";

/** A process that works on the ledger, so that others can tell whether what it began will be finished. */
export interface Worker extends Disposable {
  readonly id: string;
  isAlive(id: string): boolean;
}

/**
 * Each worker holds the lock on a file of its own name. The kernel lets go of it when the process ends, however it ends,
 * so that neither a reused process id nor another container's process namespace can mislead.
 */
export function joinWorkers(folder: string): Worker {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const id = randomBytes(8).toString("hex");
  const own = takeLock(join(folder, id));
  if (!own) throw new Error(`${join(folder, id)} is locked by somebody else`);
  return {
    id,
    isAlive(other) {
      if (other === id) return true;
      const path = join(folder, other);
      const dead = takeLock(path, { onlyExisting: true });
      if (!dead) return true;
      dead[Symbol.dispose]();
      rmSync(path, { force: true });
      return false;
    },
    [Symbol.dispose]() {
      own[Symbol.dispose]();
      rmSync(join(folder, id), { force: true });
    },
  };
}

/** For a ledger that only this process has. */
export function loneWorker(): Worker {
  const id = randomBytes(8).toString("hex");
  return { id, isAlive: (other) => other === id, [Symbol.dispose]: () => undefined };
}
