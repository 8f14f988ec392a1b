import type { Ahead, Database, DatabasePlan } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { AHEAD_NAME } from "#core/database.ts";
import { asCaller } from "./client.ts";

const FIRST_START_SCRIPTS = "/docker-entrypoint-initdb.d";
/** DDL writes to the disk, statement by statement. */
const CLAIM_MS = 10_000;

/** How the two servers write an account whose password is given as the server stores it. */
export interface Accounts {
  /** What follows the account's name: `IDENTIFIED …`. */
  caller(password: string, auth: string | undefined): string;
  root(files: DatabasePlan["files"]): string;
}

export function aheadOf(plan: Database["plan"], accounts: Accounts): Ahead {
  return {
    plan(request) {
      const made = plan(request);
      const sql = `GRANT ALL ON *.* TO '${AHEAD_NAME}'@'%' WITH GRANT OPTION;\n`;
      return {
        ...made,
        files: [...made.files, { name: "longshore.sql", content: new Secret(sql) }],
        secretPaths: [...made.secretPaths, FIRST_START_SCRIPTS],
      };
    },

    async claim(spare, request, { files }, signal) {
      const { user, password, database } = request.login;
      const statements = [
        `CREATE DATABASE \`${database}\``,
        `CREATE USER '${user}'@'%' ${accounts.caller(password.reveal(), request.auth)}`,
        // In GRANT, _ is a wildcard: without the backslash a_b would open axb as well.
        `GRANT ALL ON \`${database.replaceAll("_", String.raw`\_`)}\`.* TO '${user}'@'%'`,
        `ALTER USER 'root'@'localhost' ${accounts.root(files)}`,
        // MariaDB's image makes them for its health check, with a password of the first start.
        "DROP USER IF EXISTS 'healthcheck'@'127.0.0.1', 'healthcheck'@'::1', 'healthcheck'@'localhost'",
        `DROP DATABASE \`${AHEAD_NAME}\``,
        `DROP USER '${AHEAD_NAME}'@'%'`,
      ];
      await asCaller(spare, signal, CLAIM_MS, async (connection) => {
        for (const statement of statements) await connection.query(statement);
      });
    },
  };
}
