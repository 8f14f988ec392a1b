import { randomInt } from "node:crypto";
import type { Login } from "#core/database.ts";
import { Secret } from "#core/secret.ts";

// Letters and digits only: MySQL's entrypoint puts the password into SQL and an option file unescaped, ClickHouse's
// into XML, and a connection string needs no encoding.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** 28 of 62 characters are 166 bits. */
const passwordLength = 28;

export function newPassword(): Secret {
  let password = "";
  for (let index = 0; index < passwordLength; index++) password += alphabet.charAt(randomInt(alphabet.length));
  return new Secret(password);
}

/**
 * Names that one server or another keeps for itself. A lease may be called so; the database in it then is not, on any
 * server: being told "postgres is reserved" about a name nobody asked for helps nobody.
 */
const reserved: ReadonlySet<string> = new Set(
  (
    "postgres template0 template1 mysql sys information_schema performance_schema mariadb admin local config test " +
    "root public default system none"
  ).split(" "),
);

/**
 * The login of a new database. What was not asked for is named after the lease: lease "brave-otter" gives database
 * "brave_otter"; the user is "app".
 */
export function newLogin(lease: string, user: string | undefined, database: string | undefined): Login {
  const identifier = lease.toLowerCase().replace(/[^a-z0-9_]/g, "_");
  const usable = /^[a-z]/.test(identifier) && !reserved.has(identifier) && !identifier.startsWith("pg_");
  return {
    user: user ?? "app",
    password: newPassword(),
    database: database ?? (usable ? identifier : `db_${identifier}`).slice(0, 63),
  };
}
