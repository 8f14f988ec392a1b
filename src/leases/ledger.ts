import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { SQLOutputValue } from "node:sqlite";
import type { Login } from "#core/database.ts";
import type { Lease, LeaseFilter } from "#core/lease.ts";
import { Secret } from "#core/secret.ts";
import type { Vault } from "./vault.ts";

/** The small durable store of what exists for whom. What must survive is written here before it is said. */
export interface Ledger extends Disposable {
  /** Tells this bot's containers from those of another bot on the same engine. */
  readonly instance: string;
  /** False when the name is taken on that host: nothing is written then. */
  insert(lease: Lease): boolean;
  update(id: string, change: Partial<Pick<Lease, "state" | "containerId" | "port" | "expiresAt">>): void;
  delete(id: string): void;
  list(filter: LeaseFilter & { readonly name?: string }): Lease[];
}

/** Each entry brings the file from the version of its index to the next; never edit one that was released. */
const migrations: readonly string[] = [
  `CREATE TABLE leases (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     host TEXT NOT NULL,
     container_id TEXT,
     database TEXT NOT NULL,
     version TEXT NOT NULL,
     image TEXT NOT NULL,
     state TEXT NOT NULL,
     owner TEXT NOT NULL,
     owner_name TEXT NOT NULL,
     channel TEXT NOT NULL,
     address TEXT NOT NULL,
     port INTEGER NOT NULL,
     memory_bytes INTEGER NOT NULL,
     cpus REAL NOT NULL,
     created_at INTEGER NOT NULL,
     expires_at INTEGER,
     login BLOB NOT NULL,
     UNIQUE (host, name)
   ) STRICT;
   CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/** `path` may be ":memory:" for a ledger that ends with the process. */
export function openLedger(path: string, vault: Vault): Ledger {
  const sqlite = new DatabaseSync(path, { timeout: 5_000 });
  // FULL: a lease that was announced is on the disk, also after a power cut.
  sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  migrate(sqlite);

  sqlite.prepare("INSERT OR IGNORE INTO facts VALUES ('instance', ?)").run(randomBytes(6).toString("hex"));
  const instance = String(sqlite.prepare("SELECT value FROM facts WHERE name = 'instance'").get()?.["value"]);

  return {
    instance,
    insert(lease) {
      const row = toRow(lease, vault);
      const columns = Object.keys(row);
      const { changes } = sqlite
        .prepare(
          `INSERT INTO leases (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
           ON CONFLICT (host, name) DO NOTHING`,
        )
        .run(...Object.values(row));
      return changes === 1;
    },
    update(id, change) {
      sqlite
        .prepare(
          `UPDATE leases SET state = coalesce(?, state), container_id = coalesce(?, container_id),
             port = coalesce(?, port), expires_at = coalesce(?, expires_at) WHERE id = ?`,
        )
        .run(
          change.state ?? null,
          change.containerId ?? null,
          change.port ?? null,
          change.expiresAt?.getTime() ?? null,
          id,
        );
    },
    delete(id) {
      sqlite.prepare("DELETE FROM leases WHERE id = ?").run(id);
    },
    list({ owner, host, name }) {
      return sqlite
        .prepare(
          `SELECT * FROM leases WHERE (?1 IS NULL OR owner = ?1) AND (?2 IS NULL OR host = ?2)
             AND (?3 IS NULL OR name = ?3) ORDER BY created_at, id`,
        )
        .all(owner ?? null, host ?? null, name ?? null)
        .map((row) => fromRow(row, vault));
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

function toRow(lease: Lease, vault: Vault) {
  const { user, password, database } = lease.login;
  return {
    id: lease.id,
    name: lease.name,
    host: lease.host,
    container_id: lease.containerId ?? null,
    database: lease.database,
    version: lease.version,
    image: lease.image,
    state: lease.state,
    owner: lease.owner,
    owner_name: lease.ownerName,
    channel: lease.channel,
    address: lease.address,
    port: lease.port,
    memory_bytes: lease.memoryBytes,
    cpus: lease.cpus,
    created_at: lease.createdAt.getTime(),
    expires_at: lease.expiresAt?.getTime() ?? null,
    login: vault.seal(JSON.stringify({ user, password: password.reveal(), database }), lease.id),
  };
}

function fromRow(row: Record<string, SQLOutputValue>, vault: Vault): Lease {
  const id = String(row["id"]);
  return {
    id,
    name: String(row["name"]),
    host: String(row["host"]),
    containerId: row["container_id"] === null ? undefined : String(row["container_id"]),
    database: String(row["database"]),
    version: String(row["version"]),
    image: String(row["image"]),
    state: String(row["state"]) as Lease["state"],
    owner: String(row["owner"]),
    ownerName: String(row["owner_name"]),
    channel: String(row["channel"]),
    address: String(row["address"]),
    port: Number(row["port"]),
    memoryBytes: Number(row["memory_bytes"]),
    cpus: Number(row["cpus"]),
    createdAt: new Date(Number(row["created_at"])),
    expiresAt: row["expires_at"] === null ? undefined : new Date(Number(row["expires_at"])),
    get login(): Login {
      const { user, password, database } = JSON.parse(vault.open(row["login"] as Uint8Array, id)) as {
        user: string;
        password: string;
        database: string;
      };
      return { user, password: new Secret(password), database };
    },
  };
}
