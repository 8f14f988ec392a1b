import type { Environment } from "../kind.ts";

/** A program to start: always words, never a line for a shell. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The bot's environment without its own secrets. The rest is passed on: `ssh` needs SSH_AUTH_SOCK and HOME, and a
 * ProxyCommand of somebody's configuration may need anything.
 */
export function childVariables(environment: Environment): Record<string, string | undefined> {
  const variables = Object.entries(environment.variables);
  return Object.fromEntries(variables.filter(([name]) => !/^(?:LONGSHORE|SLACK|DISCORD)_/i.test(name)));
}

/**
 * What every child is started with. `windowsHide`: on Windows a console window would open for each. Never `detached`
 * and never `shell`: the first would outlive us, the second would read names as code.
 */
export function spawnOptions({ env }: Program) {
  return { env, windowsHide: true, shell: false, detached: false } as const;
}
