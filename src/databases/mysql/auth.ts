import { Problem } from "#core/problem.ts";
import { nearest } from "#core/suggest.ts";
import type { KnownCrash } from "../shared/crashes.ts";
import { isAtLeast } from "../shared/versions.ts";

const NATIVE = "mysql_native_password";
const SHA2 = "caching_sha2_password";

/** The flags that make the server create the caller's login with this plugin; a Problem when this version cannot. */
export function authArguments(auth: string | undefined, version: string): string[] {
  const plugin = auth?.toLowerCase();
  // The default since 8.0.
  if (plugin === undefined || plugin === SHA2) return [];
  if (plugin !== NATIVE) {
    const meant = nearest(plugin, [NATIVE, SHA2]);
    throw new Problem(
      "bad-input",
      `MySQL has no way to log in called "${auth}" that works without TLS and a directory.`,
      {
        hint: meant === undefined ? `There are ${SHA2} (the default) and ${NATIVE}.` : `Did you mean --auth ${meant}?`,
      },
    );
  }
  if (isAtLeast(version, 9)) {
    throw new Problem("bad-input", `MySQL ${version} has no ${NATIVE}: it was removed in 9.0.`, {
      hint: `Use /db up mysql:8.4 --auth ${NATIVE}, or leave --auth out and update the client's driver to one that knows ${SHA2}.`,
    });
  }
  // 8.4 switched the plugin off and took the old option away: https://dev.mysql.com/doc/refman/8.4/en/mysql-nutshell.html
  return isAtLeast(version, 8, 4)
    ? ["--mysql-native-password=ON", `--authentication-policy=${NATIVE},,`]
    : [`--default-authentication-plugin=${NATIVE}`];
}

/** For a flag that came another way than through our checks: from an image's own settings. */
export const authCrashes: readonly KnownCrash[] = [
  {
    log: /unknown variable '(?:default[-_]authentication[-_]plugin|mysql[-_]native[-_]password)=/,
    reason: (_match, { version }) =>
      isAtLeast(version, 9)
        ? `MySQL ${version} has no ${NATIVE}: it was removed in 9.0.`
        : `MySQL ${version} has no default-authentication-plugin: it was removed in 8.4.`,
    hint: () => `Leave the flag out. With MySQL 8.4: --auth ${NATIVE}. Otherwise update the client's driver.`,
  },
];
