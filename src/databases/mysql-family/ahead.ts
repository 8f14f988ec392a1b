import type { Connection } from "mysql2/promise";
import type { Ahead, Database, DatabasePlan } from "#core/database.ts";
import { Secret } from "#core/secret.ts";
import { AHEAD_NAME } from "#core/database.ts";
import { CLAIM_MS, onlyOnce } from "../shared/ahead.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";

const FIRST_START_SCRIPTS = "/docker-entrypoint-initdb.d";
/** Both have it from the start. */
const LOBBY = "mysql";

/** How the two servers write an account whose password is given as the server stores it. */
export interface Accounts {
  /** What follows the account's name: `IDENTIFIED …`. */
  caller(password: string, auth: string | undefined): string;
  root(files: DatabasePlan["files"]): string;
  /** Those that the image makes for itself, with a password of the first start. */
  readonly others: readonly string[];
}

export function aheadOf(plan: Database["plan"], accounts: Accounts): Ahead {
  return {
    lobby: LOBBY,
    plan(request) {
      const made = plan(request);
      // Without a database: dropping it is a tenth of a claim.
      const env = Object.entries(made.env).filter(([name]) => !name.endsWith("_DATABASE"));
      const sql = `GRANT ALL ON *.* TO '${AHEAD_NAME}'@'%' WITH GRANT OPTION;\n`;
      return {
        ...made,
        env: Object.fromEntries(env),
        files: [...made.files, { name: "longshore.sql", content: new Secret(sql) }],
        secretPaths: [...made.secretPaths, FIRST_START_SCRIPTS],
      };
    },

    claim(request, files) {
      const { user, password, database } = request.login;
      const statements = [
        `CREATE DATABASE \`${database}\``,
        `CREATE USER '${user}'@'%' ${accounts.caller(password.reveal(), request.auth)}`,
        // In GRANT, _ is a wildcard: without the backslash a_b would open axb as well.
        `GRANT ALL ON \`${database.replaceAll("_", String.raw`\_`)}\`.* TO '${user}'@'%'`,
        `ALTER USER 'root'@'localhost' ${accounts.root(files)}`,
        `DROP USER IF EXISTS ${[`'${AHEAD_NAME}'@'%'`, ...accounts.others].join(", ")}`,
      ];
      const make = (connection: Connection) =>
        onlyOnce(async () => {
          for (const statement of statements) await connection.query(statement);
        });
      return async (spare, signal) => {
        const inLobby = { ...spare, login: { ...spare.login, database: LOBBY } };
        await asCaller(inLobby, signal, CLAIM_MS, make, ATTEMPT_MS);
      };
    },
  };
}
