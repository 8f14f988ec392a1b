import { createHash } from "node:crypto";
import { appendFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { AuditBegan, AuditedRequest, AuditEnded, AuditFilter, AuditRow, AuditTrail } from "#core/audit.ts";
import { onDisk } from "./disk-full.ts";

/** What the first row is chained to. */
const GENESIS = "0".repeat(64);

/** The trail of the ledger. Each row goes to `exportPath` too, as a JSON line for a log shipper. */
export function openAudit(sqlite: DatabaseSync, exportPath: string | undefined): AuditTrail {
  const last = sqlite.prepare("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1");
  const insert = sqlite.prepare("INSERT INTO audit VALUES (?, ?, ?, ?)");

  function append(entry: AuditRow["entry"]): void {
    const at = Date.now();
    const text = JSON.stringify(entry);
    // One transaction, or two processes would chain to the same row.
    sqlite.exec("BEGIN IMMEDIATE");
    try {
      const before = last.get();
      const sequence = Number(before?.["sequence"] ?? 0) + 1;
      const hash = link(String(before?.["hash"] ?? GENESIS), sequence, at, text);
      insert.run(sequence, at, text, hash);
      sqlite.exec("COMMIT");
      if (exportPath !== undefined) appendFileSync(exportPath, exported(sequence, at, entry, hash), { mode: 0o600 });
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    began: (entry) => onDisk(() => append({ kind: "began", ...entry })),
    ended: (entry) => onDisk(() => append({ kind: "ended", ...entry })),
    read: (filter) => readTrail(sqlite, filter),
    verify() {
      let hash = GENESIS;
      let rows = 0;
      for (const row of sqlite.prepare("SELECT * FROM audit ORDER BY sequence").iterate()) {
        const sequence = Number(row["sequence"]);
        hash = link(hash, sequence, Number(row["at"]), String(row["entry"]));
        if (sequence !== rows + 1 || hash !== row["hash"]) return { rows, broken: rows + 1, head: hash };
        rows++;
      }
      return { rows, broken: undefined, head: hash };
    },
  };
}

function link(before: string, sequence: number, at: number, entry: string): string {
  return createHash("sha256").update(`${before}\n${sequence}\n${at}\n${entry}`).digest("hex");
}

function exported(sequence: number, at: number, entry: AuditRow["entry"], hash: string): string {
  return `${JSON.stringify({ sequence, at: new Date(at).toISOString(), ...entry, hash })}\n`;
}

function readTrail(sqlite: DatabaseSync, { user, command, host, since, limit }: AuditFilter): AuditedRequest[] {
  const rows = sqlite
    .prepare(
      `SELECT at, entry FROM audit WHERE at >= ?1 AND entry ->> 'kind' = 'began'
         AND (?2 IS NULL OR entry ->> 'user' = ?2)
         AND (?3 IS NULL OR entry ->> 'command' = ?3 OR entry ->> 'command' LIKE ?3 || ' %')
         AND (?4 IS NULL OR entry ->> 'host' = ?4)
       ORDER BY sequence DESC LIMIT ?5`,
    )
    .all(since?.getTime() ?? 0, user ?? null, command ?? null, host ?? null, limit);
  const end = sqlite.prepare(
    "SELECT entry FROM audit WHERE at >= ?1 AND entry ->> 'kind' = 'ended' AND entry ->> 'request' = ?2",
  );
  return rows.toReversed().map((row) => {
    const began = JSON.parse(String(row["entry"])) as AuditBegan;
    const ended = end.get(Number(row["at"]), began.request)?.["entry"];
    return {
      at: new Date(Number(row["at"])),
      began,
      ended: ended === undefined ? undefined : (JSON.parse(String(ended)) as AuditEnded),
    };
  });
}
