import type { Ahead, Database, DatabaseRequest } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { CLAIM_MS, onlyOnce } from "../shared/ahead.ts";
import { AHEAD_NAME } from "#core/database.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { isAtLeast } from "../shared/versions.ts";
import { asCaller } from "./client.ts";
import { localeClause } from "./locale.ts";
import { scramVerifier } from "./scram.ts";

export function aheadOf(plan: Database["plan"]): Ahead {
  return {
    plan(request) {
      const made = plan(request);
      const sql = { name: "longshore.sql", content: new Secret(firstStartSql(request)) };
      return { ...made, files: [...made.files.filter(({ name }) => name !== sql.name), sql] };
    },

    claim(request) {
      const { user, password, database } = request.login;
      // One transaction, as the statements of one query are. A session's own user can be renamed once it is another.
      const statements = [
        "SET SESSION AUTHORIZATION postgres",
        `ALTER ROLE "${AHEAD_NAME}" RENAME TO "${user}"`,
        `ALTER ROLE "${user}" NOSUPERUSER PASSWORD '${scramVerifier(password.reveal())}'`,
        // ALTER DATABASE renames every database but the session's own, and a session in another one would have to read
        // that one's catalogs first, which takes longer than all of this. A name is nothing but this row.
        `UPDATE pg_database SET datname = '${database}' WHERE datname = '${AHEAD_NAME}'`,
      ];
      const all = statements.join("; ");
      return async (spare, signal) => {
        await asCaller(spare, signal, CLAIM_MS, (client) => onlyOnce(() => client.query(all)), ATTEMPT_MS);
      };
    },
  };
}

function firstStartSql(request: DatabaseRequest): string {
  const lines = [
    `CREATE ROLE "${AHEAD_NAME}" SUPERUSER LOGIN PASSWORD '${scramVerifier(request.login.password.reveal())}';`,
    `CREATE DATABASE "${AHEAD_NAME}" OWNER "${AHEAD_NAME}"${localeClause(request)};`,
  ];
  // Since 15 the schema belongs to whoever owns the database.
  if (!isAtLeast(request.version, 15)) {
    lines.push(`\\connect "${AHEAD_NAME}"`, `ALTER SCHEMA public OWNER TO "${AHEAD_NAME}";`);
  }
  return `${lines.join("\n")}\n`;
}
