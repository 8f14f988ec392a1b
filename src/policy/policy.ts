import type { Access } from "#core/command.ts";
import type { Grants, Policy } from "#core/policy.ts";
import type { Settings } from "./settings.ts";

/** What the settings say about who may do what; grants of the environment and of the file add up. */
export function policyOf({ roles = {}, rules = [], quotas = {} }: Settings, granted: Grants): Policy {
  const both = (access: Access) => [...granted[access], ...(roles[access] ?? [])];
  const perMinute = Object.entries(quotas).flatMap(([access, quota]) =>
    quota.perMinute === undefined ? [] : [[access, quota.perMinute]],
  );
  return {
    grants: { admin: both("admin"), operator: both("operator"), viewer: both("viewer") },
    rules: rules.map((rule, index) => ({ ...rule, name: rule.name ?? `rule ${index + 1}` })),
    perMinute: Object.fromEntries(perMinute) as Policy["perMinute"],
  };
}
