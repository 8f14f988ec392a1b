import type { Login } from "#core/database.ts";
import { Problem } from "#core/problem.ts";

export interface NameRules {
  readonly title: string;
  readonly users: { readonly reserved: readonly string[]; readonly longest: number };
  readonly databases: { readonly reserved: readonly string[]; readonly longest: number };
}

/** Refuses names that this database keeps for itself or cannot hold. */
export function checkNames(login: Login, rules: NameRules): void {
  checkName("user", login.user, rules.users, rules.title);
  checkName("database", login.database, rules.databases, rules.title);
}

function checkName(kind: "user" | "database", name: string, rules: NameRules["users"], title: string): void {
  const hint = `Choose another: --${kind} app`;
  // Names go into SQL and settings; that they were parsed is not taken on trust here.
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Problem("bad-input", `A ${kind} name is a letter, then letters, digits and "_", all lower case.`, {
      hint,
    });
  }
  if (rules.reserved.includes(name)) {
    throw new Problem("bad-input", `${title} keeps the ${kind} name "${name}" for itself.`, { hint });
  }
  if (name.length > rules.longest) {
    throw new Problem(
      "bad-input",
      `${title} allows ${rules.longest} letters in a ${kind} name; this has ${name.length}.`,
      {
        hint,
      },
    );
  }
}
