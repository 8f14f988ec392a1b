import type { DatabasePlan } from "#core/database.ts";
import { Problem } from "#core/problem.ts";

/** A server that is up has no reason to take longer for the few statements of a claim; DDL writes to the disk. */
export const CLAIM_MS = 10_000;

/** What a plan put into this file. */
export function fileIn(files: DatabasePlan["files"], name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`the plan has no file "${name}"`);
  return file.content.reveal();
}

/** What changes a server and must not be begun a second time: whatever goes wrong in it is a Problem. */
export async function onlyOnce(change: () => Promise<unknown>): Promise<void> {
  try {
    await change();
  } catch (cause) {
    throw new Problem("not-ready", "The server could not be handed over.", { cause });
  }
}
