import type { CreateBody } from "./create-body.ts";
import type { Refusal } from "./policy.ts";
import type { RunContext, RunPolicy } from "./run-policy.ts";

/** Looks at one part of a request that is about to be sent, and names what is not allowed in it. */
export type Rule = (body: CreateBody, policy: RunPolicy, context: RunContext) => readonly Refusal[];

/** A rule of one flag: refused with its values, each shown behind the flag. */
export function rule(
  flag: string,
  why: string,
  broken: (
    host: CreateBody["HostConfig"],
    policy: RunPolicy,
    context: RunContext,
  ) => readonly string[] | boolean | undefined,
): Rule {
  return (body, policy, context) => {
    const found = broken(body.HostConfig, policy, context);
    if (found === undefined || found === false) return [];
    if (found === true) return [{ flag, why }];
    return found.map((value) => ({ flag: `${flag} ${shown(value)}`, why }));
  };
}

export function shown(value: string): string {
  return value.length > 80 ? `${value.slice(0, 79)}…` : value;
}
