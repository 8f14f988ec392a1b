import { Problem } from "#core/problem.ts";
import type { Environment } from "../kind.ts";
import { childVariables, type Program } from "../stdio/program.ts";

/** What a `wsl://` URL says. */
export interface WslTarget {
  /** Undefined is WSL's default one. */
  readonly distribution: string | undefined;
  readonly user: string;
}

// What WSL itself accepts for an imported name; no leading dash, which would be an option.
const DISTRIBUTION = /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}$/;
const USER = /^[a-z_][a-z0-9_.-]{0,31}$/i;

/** @throws Problem "configuration" for a name that could be read as an option. */
export function wslTarget(url: URL): WslTarget {
  const distribution = url.hostname === "" ? undefined : decodeURIComponent(url.hostname);
  // root has no password to ask for and needs no group; whoever may use Docker is root there anyhow.
  const user = url.searchParams.get("user") ?? (url.username || "root");
  if (distribution !== undefined && !DISTRIBUTION.test(distribution)) {
    throw new Problem("configuration", `"${distribution}" cannot be the name of a WSL distribution.`, {
      hint: "wsl -l -q lists the names. Write wsl://Ubuntu",
    });
  }
  if (!USER.test(user)) {
    throw new Problem("configuration", `"${user}" cannot be a user's name in WSL.`, {
      hint: "Write wsl://Ubuntu?user=root",
    });
  }
  return { distribution, user };
}

/** For a sentence. */
export function describeTarget({ distribution }: WslTarget): string {
  return distribution === undefined ? "WSL's default distribution" : `the WSL distribution ${distribution}`;
}

/** A command for a person to type, in the distribution. */
export function typed({ distribution }: WslTarget, command: string): string {
  return `wsl ${distribution === undefined ? "" : `-d ${distribution} `}-u root -- ${command}`;
}

/** `wsl.exe` with these words, from Windows or from inside of WSL. */
export function wslProgram(environment: Environment, args: readonly string[]): Program {
  const env = childVariables(environment);
  const windows = environment.platform === "win32";
  const root = env["SystemRoot"] ?? env["SYSTEMROOT"];
  return {
    // By its whole path where it is known: Windows looks for a bare name in the current folder first.
    command: windows && root ? `${root}\\System32\\wsl.exe` : "wsl.exe",
    args,
    env: {
      ...env,
      // Its own messages in UTF-8, from WSL 0.64 on. From inside, WSLENV says what crosses over to Windows.
      WSL_UTF8: "1",
      ...(!windows && { WSLENV: [env["WSLENV"], "WSL_UTF8"].filter(Boolean).join(":") }),
    },
  };
}

/** Words that run a program in the distribution. --exec: no shell there looks at them. */
export function inside({ distribution }: WslTarget, user: string, words: readonly string[]): readonly string[] {
  return [...(distribution === undefined ? [] : ["-d", distribution]), "-u", user, "--exec", ...words];
}
