import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";

const NATIVE = "mysql_native_password";

/** Plugins of MariaDB that nearly no driver can log in with, ours (mysql2) among those that cannot. */
const RARE: readonly string[] = ["ed25519", "parsec", "client_ed25519"];

/** Throws a Problem for a way to log in that is not there, or that would lock the caller out. */
export function checkAuth(auth: string | undefined): void {
  const plugin = auth?.toLowerCase();
  if (plugin === undefined || plugin === NATIVE) return;
  const hint = `Leave --auth out: it is ${NATIVE}.`;
  if (RARE.includes(plugin)) {
    throw new Problem("bad-input", `Few drivers can log in to MariaDB with ${plugin}, so we do not hand it out.`, {
      hint,
    });
  }
  if (plugin === "caching_sha2_password") {
    throw new Problem("bad-input", "caching_sha2_password is MySQL's; MariaDB does not create logins with it.", {
      hint: `${hint} Or use MySQL: /db up mysql`,
    });
  }
  const meant = nearest(plugin, [NATIVE]);
  throw new Problem("bad-input", `MariaDB has no way to log in called "${auth}".`, {
    hint: meant === undefined ? hint : `Did you mean --auth ${meant}?`,
  });
}
