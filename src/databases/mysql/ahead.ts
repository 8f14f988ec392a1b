import type { Ahead, Database } from "#core/database.ts";
import { aheadOf as familyAheadOf } from "../mysql-family/ahead.ts";
import { fileIn } from "../shared/ahead.ts";
import { nativeHash } from "../mariadb/native-hash.ts";
import { sha2Hash } from "./sha2-hash.ts";

export function aheadOf(plan: Database["plan"]): Ahead {
  return familyAheadOf(plan, {
    caller: (password, auth) =>
      auth?.toLowerCase() === "mysql_native_password"
        ? `IDENTIFIED WITH mysql_native_password AS '${nativeHash(password)}'`
        : withSha2(password),
    root: (files) => withSha2(fileIn(files, "root-password")),
    others: [],
  });
}

function withSha2(password: string): string {
  return `IDENTIFIED WITH caching_sha2_password AS '${sha2Hash(password)}'`;
}
