import type { Access } from "#core/command.ts";
import type { Lease } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import type { Ledger } from "./ledger.ts";
import { checkBudget, checkQuota } from "./quota.ts";
import type { LeaseRules } from "./rules.ts";

export interface Admitting {
  readonly ledger: Ledger;
  readonly rules: LeaseRules;
}

/**
 * Writes the row if quota and budget allow, and claims it. In one transaction with looking what there is: of two requests
 * for the last place, also in two processes, one gets it. And a row that nobody claims is taken for something a dead
 * process left behind.
 */
export function admit(parts: Admitting, lease: Lease, role: Access | undefined): void {
  parts.ledger.transaction(() => {
    parts.ledger.work.claim(lease.id, "being made");
    admitting(parts, lease, role);
  });
}

/** The same inside a transaction that does more. */
export function admitting({ ledger, rules }: Admitting, lease: Lease, role: Access | undefined): void {
  const leases = ledger.list({});
  checkQuota(lease, leases, rules.quota(role));
  checkBudget(lease, leases, rules.budget(lease.host));
  if (ledger.insert(lease)) return;
  throw new Problem("name-taken", `There is already something called "${lease.name}" on host "${lease.host}".`, {
    hint: `Choose another name: --name ${lease.name}-2`,
  });
}
