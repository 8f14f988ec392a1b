import { randomBytes } from "node:crypto";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Approval } from "#core/approval.ts";
import type { Caller } from "#core/caller.ts";

export interface ApprovalStore {
  ask(request: Pick<Approval, "line" | "caller" | "expiresAt">): Approval;
  get(id: string): Approval | undefined;
  /** False when it was decided before: of two people who press at once, one decides. */
  decide(id: string, state: "approved" | "denied", by: string): boolean;
}

export function openApprovals(sqlite: DatabaseSync): ApprovalStore {
  return {
    ask({ line, caller, expiresAt }) {
      const id = randomBytes(4).toString("hex");
      sqlite
        .prepare("INSERT INTO approvals (id, line, caller, expires_at, state) VALUES (?, ?, ?, ?, 'asked')")
        .run(id, line, JSON.stringify(caller), expiresAt.getTime());
      return { id, line, caller, expiresAt, state: "asked", decidedBy: undefined };
    },
    get(id) {
      const row = sqlite.prepare("SELECT * FROM approvals WHERE id = ?").get(id);
      return row && fromRow(row);
    },
    decide(id, state, by) {
      const { changes } = sqlite
        .prepare("UPDATE approvals SET state = ?, decided_by = ? WHERE id = ? AND state = 'asked'")
        .run(state, by, id);
      return changes === 1;
    },
  };
}

function fromRow(row: Record<string, SQLOutputValue>): Approval {
  return {
    id: String(row["id"]),
    line: String(row["line"]),
    caller: JSON.parse(String(row["caller"])) as Caller,
    expiresAt: new Date(Number(row["expires_at"])),
    state: String(row["state"]) as Approval["state"],
    decidedBy: row["decided_by"] === null ? undefined : String(row["decided_by"]),
  };
}
