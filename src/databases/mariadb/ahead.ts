import type { Ahead, Database } from "#core/database.ts";
import { aheadOf as familyAheadOf } from "../mysql-family/ahead.ts";
import { fileIn } from "../shared/ahead.ts";
import { nativeHash } from "./native-hash.ts";

export function aheadOf(plan: Database["plan"]): Ahead {
  return familyAheadOf(plan, {
    caller: identified,
    root: (files) => identified(fileIn(files, "root-password")),
    others: ["127.0.0.1", "::1", "localhost"].map((host) => `'healthcheck'@'${host}'`),
  });
}

function identified(password: string): string {
  return `IDENTIFIED BY PASSWORD '${nativeHash(password)}'`;
}
