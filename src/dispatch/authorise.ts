import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Access, Command } from "#core/command.ts";
import type { Grants } from "#core/policy.ts";

export type { Grants } from "#core/policy.ts";

/** Whoever can run a program on the machine could start containers without us; nobody else is let in unasked. */
export const TERMINAL_ONLY: Grants = { admin: ["terminal:*"], operator: [], viewer: [] };

export interface Decision {
  readonly allowed: boolean;
  readonly role: Access | undefined;
  /** Why, in a sentence for the caller. */
  readonly reason: string;
}

/** What a role may do by itself: every command says whom it is for. `decide` puts the rules of the settings on top. */
export function authorise(caller: Caller, command: Pick<Command, "access">, grants: Grants): Decision {
  const role = roleOf(caller, grants);
  const { access } = command;
  if (access === "anyone") return { allowed: true, role, reason: "Anybody may." };
  if (role !== undefined && RANK[role] >= RANK[access])
    return { allowed: true, role, reason: `You are ${article(role)}.` };
  const reason =
    role === undefined
      ? `This is for ${access}s, and you (${callerId(caller)}) have no role here.`
      : `This is for ${access}s, and you (${callerId(caller)}) are ${article(role)}.`;
  return { allowed: false, role, reason };
}

/** The highest role somebody was given. */
export function roleOf(caller: Caller, grants: Grants): Access | undefined {
  return ROLES.find((role) => grants[role].some((grant) => covers(grant, caller)));
}

/** The line an admin adds to the settings to let somebody in: `OPERATORS=slack:T012/U345`. */
export function grantLine(caller: Caller, access: Access): string {
  return `${SETTINGS[access]}=${callerId(caller)}`;
}

/** Whether a grant (see `Grants`) is this caller's. */
export function covers(grant: string, caller: Caller): boolean {
  const id = callerId(caller);
  if (grant === id) return true;
  if (grant.endsWith("*")) return id.startsWith(grant.slice(0, -1));
  const team = `${caller.platform}:${caller.team}/`;
  if (!grant.startsWith(team)) return false;
  const [mark, ...rest] = grant.slice(team.length);
  const named = rest.join("");
  // A user id of Slack or Discord never begins with one of these.
  if (mark === "@" || mark === "&") return named !== "" && caller.groups.includes(named);
  return mark === "#" && named !== "" && caller.channel === named;
}

const ROLES = ["admin", "operator", "viewer"] as const satisfies readonly Access[];
const RANK: Readonly<Record<Access, number>> = { viewer: 1, operator: 2, admin: 3 };
const SETTINGS: Readonly<Record<Access, string>> = { viewer: "VIEWERS", operator: "OPERATORS", admin: "ADMINS" };

export function article(role: Access): string {
  return role === "viewer" ? "a viewer" : `an ${role}`;
}
