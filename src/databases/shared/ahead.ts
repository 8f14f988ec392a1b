import type { DatabasePlan } from "#core/database.ts";

/** What a plan put into this file. */
export function fileIn(files: DatabasePlan["files"], name: string): string {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`the plan has no file "${name}"`);
  return file.content.reveal();
}
