import { Problem } from "../problem.ts";
import { CreateBody } from "./create-body.ts";
import { hardening } from "./policy-hardening.ts";
import { limits } from "./policy-limits.ts";
import { mounts } from "./policy-mounts.ts";
import { networks } from "./policy-networks.ts";
import { privileges } from "./policy-privileges.ts";
import type { Rule } from "./policy-rule.ts";
import type { RunContext, RunPolicy } from "./run-policy.ts";

/** Something of the request that is not allowed: by the flag it comes from. */
export interface Refusal {
  /** `--privileged`, `--network host`, `-v /etc:/x` */
  readonly flag: string;
  /** The end of a sentence that begins with the flag. */
  readonly why: string;
}

const RULES: readonly Rule[] = [...privileges, ...mounts, ...networks, ...limits, ...hardening];

/**
 * Everything in the body of a create request that policy forbids; none when it may be sent.
 *
 * It looks at the request and not at the line, so that no spelling gets round it; and at all of it: a key that is not
 * known is refused, because the engine reads keys in any case.
 */
export function refusals(body: unknown, policy: RunPolicy, context: RunContext): readonly Refusal[] {
  return judge(body, policy, context).refused;
}

/** The body, which may be sent; or a Problem that names every refused flag with the reason. */
export function checkPolicy(body: unknown, policy: RunPolicy, context: RunContext): CreateBody {
  const { checked, refused } = judge(body, policy, context);
  if (checked && refused.length === 0) return checked;
  const flags = [...new Set(refused.map(({ flag }) => flag))];
  throw new Problem("not-allowed", refused.map(({ flag, why }) => `${flag} ${why}`).join("\n"), {
    hint: flags.length > 3 ? "Leave these out, or ask an admin." : `Leave out ${flags.join(" and ")}, or ask an admin.`,
  });
}

function judge(
  body: unknown,
  policy: RunPolicy,
  context: RunContext,
): { readonly checked?: CreateBody; readonly refused: readonly Refusal[] } {
  const result = CreateBody.safeParse(body);
  if (result.success) {
    return { checked: result.data, refused: RULES.flatMap((rule) => rule(result.data, policy, context)) };
  }
  const refused = result.error.issues.map((issue) => ({
    flag: `The request's ${issue.path.join(".") || "body"}`,
    why: issue.code === "unrecognized_keys" ? `has unknown keys: ${issue.keys.join(", ")}.` : "is not as expected.",
  }));
  return { refused };
}
