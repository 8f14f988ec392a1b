import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AuditTrail } from "#core/audit.ts";
import type { Login } from "#core/database.ts";
import type { Lease, LeaseChange, LeaseFilter } from "#core/lease.ts";
import type { Secret } from "#core/secret.ts";
import { openApprovals } from "./ledger/approvals.ts";
import type { ApprovalStore } from "./ledger/approvals.ts";
import { openAudit } from "./ledger/audit.ts";
import { openBaked } from "./ledger/baked.ts";
import type { BakedStore } from "./ledger/baked.ts";
import { openDeliveries } from "./ledger/deliveries.ts";
import type { Deliveries } from "./ledger/deliveries.ts";
import { migrations } from "./ledger/migrations.ts";
import { accountIn, fromRow, passwordsIn, toChange, toRow } from "./ledger/rows.ts";
import { openSpares } from "./ledger/spares.ts";
import type { SpareStore } from "./ledger/spares.ts";
import { openWork } from "./ledger/work.ts";
import type { Work } from "./ledger/work.ts";
import type { Vault } from "./vault.ts";
import { loneWorker } from "./worker.ts";
import type { Worker } from "./worker.ts";

/** The small durable store of what exists for whom. What must survive is written here before it is said. */
export interface Ledger extends Disposable {
  /** Tells this bot's containers from those of another bot on the same engine. */
  readonly instance: string;
  readonly work: Work;
  readonly deliveries: Deliveries;
  readonly audit: AuditTrail;
  readonly approvals: ApprovalStore;
  readonly spares: SpareStore;
  readonly baked: BakedStore;
  /** False when the name is taken on that host: nothing is written then. */
  insert(lease: Lease): boolean;
  update(id: string, change: LeaseChange): void;
  delete(id: string): void;
  /** In the order they were made. */
  list(filter: LeaseFilter & { readonly name?: string }): Lease[];
  get(id: string): Lease | undefined;
  /** Who logs in where, which is known even when the password was lost. */
  account(id: string): Omit<Login, "password"> | undefined;
  /** Of every lease, spare and baked image, for taking them out of texts. */
  passwords(): Secret[];
  /** A small thing to remember over a restart; undefined when it was never noted. */
  fact(name: string): string | undefined;
  note(name: string, value: string): void;
  /** All of it or nothing, and nobody else writes in between. */
  transaction<T>(work: () => T): T;
}

export interface LedgerOptions {
  readonly worker?: Worker;
  /** A file that gets every row of the audit as a JSON line. */
  readonly auditExport?: string;
}

/** `path` may be ":memory:" for a ledger that ends with the process. */
export function openLedger(
  path: string,
  vault: Vault,
  { worker = loneWorker(), auditExport }: LedgerOptions = {},
): Ledger {
  const sqlite = new DatabaseSync(path, { timeout: 5_000 });
  // FULL: a lease that was announced is on the disk, also after a power cut.
  sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  migrate(sqlite);
  const spares = openSpares(sqlite, vault);
  const baked = openBaked(sqlite, vault);
  return {
    instance: instanceOf(sqlite, path),
    work: openWork(sqlite, worker),
    deliveries: openDeliveries(sqlite),
    audit: openAudit(sqlite, auditExport),
    approvals: openApprovals(sqlite),
    spares,
    baked,
    insert(lease) {
      const row = toRow(lease, vault);
      const columns = Object.keys(row);
      const { changes } = sqlite
        .prepare(
          `INSERT INTO leases (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
           ON CONFLICT DO NOTHING`,
        )
        .run(...Object.values(row));
      return changes === 1;
    },
    update(id, change) {
      const row = toChange(id, change, vault);
      const columns = Object.keys(row);
      if (columns.length === 0) return;
      sqlite
        .prepare(`UPDATE leases SET ${columns.map((column) => `${column} = ?`).join(", ")} WHERE id = ?`)
        .run(...Object.values(row), id);
    },
    delete(id) {
      sqlite.prepare("DELETE FROM leases WHERE id = ?").run(id);
    },
    list({ owner, reader, host, name }) {
      return sqlite
        .prepare(
          `SELECT * FROM leases WHERE (?1 IS NULL OR owner = ?1) AND (?2 IS NULL OR host = ?2)
             AND (?3 IS NULL OR name = ?3)
             AND (?4 IS NULL OR owner = ?4 OR EXISTS (SELECT 1 FROM json_each(shared_with) WHERE value ->> 'id' = ?4))
           ORDER BY created_at, id`,
        )
        .all(owner ?? null, host ?? null, name ?? null, reader ?? null)
        .map((row) => fromRow(row, vault));
    },
    get(id) {
      const row = sqlite.prepare("SELECT * FROM leases WHERE id = ?").get(id);
      return row && fromRow(row, vault);
    },
    account(id) {
      const row = sqlite.prepare("SELECT id, login FROM leases WHERE id = ?").get(id);
      return row && accountIn(row, vault);
    },
    passwords() {
      return sqlite
        .prepare("SELECT id, login FROM leases")
        .all()
        .flatMap((row) => passwordsIn(row, vault))
        .concat(spares.passwords(), baked.passwords());
    },
    fact(name) {
      const row = sqlite.prepare("SELECT value FROM facts WHERE name = ?").get(name);
      return row && String(row["value"]);
    },
    note(name, value) {
      sqlite.prepare("INSERT INTO facts VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2").run(name, value);
    },
    transaction(work) {
      sqlite.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        sqlite.exec("COMMIT");
        return result;
      } catch (error) {
        if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
        throw error;
      }
    },
    [Symbol.dispose]() {
      sqlite.close();
    },
  };
}

function migrate(sqlite: DatabaseSync): void {
  // One writer at a time: two processes that open a new file together must not both create the tables.
  sqlite.exec("BEGIN IMMEDIATE");
  const from = Number(sqlite.prepare("PRAGMA user_version").get()?.["user_version"]);
  for (const statements of migrations.slice(from)) sqlite.exec(statements);
  sqlite.exec(`PRAGMA user_version = ${Math.max(from, migrations.length)}; COMMIT`);
}

/**
 * Kept in a file beside the ledger too: when the ledger is lost, the containers that carry it are still known as ours,
 * and their leases come back from their labels.
 */
function instanceOf(sqlite: DatabaseSync, path: string): string {
  const file = path === ":memory:" ? undefined : join(dirname(path), "instance");
  const proposed = (file && readIfThere(file)) ?? randomBytes(6).toString("hex");
  sqlite.prepare("INSERT OR IGNORE INTO facts VALUES ('instance', ?)").run(proposed);
  const instance = String(sqlite.prepare("SELECT value FROM facts WHERE name = 'instance'").get()?.["value"]);
  if (file && proposed !== instance) writeFileSync(file, instance);
  else if (file && readIfThere(file) === undefined) writeFileSync(file, instance, { mode: 0o600 });
  return instance;
}

function readIfThere(file: string): string | undefined {
  try {
    const text = readFileSync(file, "utf8").trim();
    return /^[0-9a-f]{12}$/.test(text) ? text : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
