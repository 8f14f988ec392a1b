import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Access, Command } from "#core/command.ts";

/**
 * Who may do what, by `callerId`: `slack:T012/U345`, or a beginning of one with a star: `terminal:*`.
 * Whoever is in none of the lists may do nothing.
 */
export type Grants = Readonly<Record<Access, readonly string[]>>;

/** Whoever can run a program on the machine could start containers without us; nobody else is let in unasked. */
export const TERMINAL_ONLY: Grants = { admin: ["terminal:*"], operator: [], viewer: [] };

export interface Decision {
  readonly allowed: boolean;
  readonly role: Access | undefined;
  /** Why, in a sentence for the caller. */
  readonly reason: string;
}

/** The one place that says yes or no, for a line, a button, a form and a schedule alike. Denies unless a grant allows. */
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
  const id = callerId(caller);
  return ROLES.find((role) => grants[role].some((grant) => covers(grant, id)));
}

/** The line an admin adds to the settings to let somebody in: `OPERATORS=slack:T012/U345`. */
export function grantLine(caller: Caller, access: Access): string {
  return `${SETTINGS[access]}=${callerId(caller)}`;
}

const ROLES = ["admin", "operator", "viewer"] as const satisfies readonly Access[];
const RANK: Readonly<Record<Access, number>> = { viewer: 1, operator: 2, admin: 3 };
const SETTINGS: Readonly<Record<Access, string>> = { viewer: "VIEWERS", operator: "OPERATORS", admin: "ADMINS" };

function covers(grant: string, id: string): boolean {
  return grant.endsWith("*") ? id.startsWith(grant.slice(0, -1)) : id === grant;
}

function article(role: Access): string {
  return role === "viewer" ? "a viewer" : `an ${role}`;
}
