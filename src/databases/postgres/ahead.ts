import type { Ahead, Database, DatabaseRequest } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { CLAIM_MS, fileIn, onlyOnce } from "../shared/ahead.ts";
import { AHEAD_NAME } from "#core/database.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { isAtLeast } from "../shared/versions.ts";
import { asCaller } from "./client.ts";
import { localeClause } from "./locale.ts";
import { scramVerifier } from "./scram.ts";

/** Who owns the database until somebody claims it; then it is renamed, and with it the owner of all that is in there. */
const OWNER = "longshore_owner";
/** Every server has it; a database is renamed from another one. */
const LOBBY = "postgres";

export function aheadOf(plan: Database["plan"]): Ahead {
  return {
    plan(request) {
      const made = plan(request);
      const sql = { name: "longshore.sql", content: new Secret(firstStartSql(request)) };
      return { ...made, files: [...made.files.filter(({ name }) => name !== sql.name), sql] };
    },

    async claim(spare, request, files, signal) {
      const { user, password, database } = request.login;
      const elsewhere = { ...spare, login: { ...spare.login, database: LOBBY } };
      // One transaction, as the statements of one query are. A session's own user can be dropped once it is another.
      const statements = [
        `ALTER DATABASE "${AHEAD_NAME}" RENAME TO "${database}"`,
        `ALTER ROLE "${OWNER}" RENAME TO "${user}"`,
        `ALTER ROLE "${user}" LOGIN PASSWORD '${scramVerifier(password.reveal())}'`,
        `ALTER ROLE postgres PASSWORD '${fileIn(files, "superuser-verifier")}'`,
        "SET SESSION AUTHORIZATION postgres",
        `DROP ROLE "${AHEAD_NAME}"`,
      ];
      const all = statements.join("; ");
      await asCaller(elsewhere, signal, CLAIM_MS, (client) => onlyOnce(() => client.query(all)), ATTEMPT_MS);
    },
  };
}

function firstStartSql(request: DatabaseRequest): string {
  const lines = [
    `CREATE ROLE "${AHEAD_NAME}" SUPERUSER LOGIN PASSWORD '${scramVerifier(request.login.password.reveal())}';`,
    `CREATE ROLE "${OWNER}";`,
    `CREATE DATABASE "${AHEAD_NAME}" OWNER "${OWNER}"${localeClause(request)};`,
  ];
  // Since 15 the schema belongs to whoever owns the database.
  if (!isAtLeast(request.version, 15)) {
    lines.push(`\\connect "${AHEAD_NAME}"`, `ALTER SCHEMA public OWNER TO "${OWNER}";`);
  }
  return `${lines.join("\n")}\n`;
}
