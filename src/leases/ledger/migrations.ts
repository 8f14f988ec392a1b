/** Each entry brings the file from the version of its index to the next; never edit one that was released. */
export const migrations: readonly string[] = [
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
     ended_at INTEGER,
     ttl_ms INTEGER,
     idle_ms INTEGER,
     used_at INTEGER,
     warned INTEGER NOT NULL DEFAULT 0,
     login BLOB NOT NULL,
     UNIQUE (host, name)
   ) STRICT;
   CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   -- Who works on which lease just now. A row whose worker is dead is work that was cut off.
   CREATE TABLE work (
     lease TEXT PRIMARY KEY,
     worker TEXT NOT NULL,
     what TEXT NOT NULL,
     since INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX deliveries_at ON deliveries (at);
   CREATE TABLE audit (
     sequence INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     entry TEXT NOT NULL,
     hash TEXT NOT NULL
   ) STRICT;
   CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
   CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
   CREATE TABLE approvals (
     id TEXT PRIMARY KEY,
     line TEXT NOT NULL,
     caller TEXT NOT NULL,
     expires_at INTEGER NOT NULL,
     state TEXT NOT NULL,
     decided_by TEXT
   ) STRICT;`,
  // Containers of /docker run are leases, too, without a database and a login.
  `ALTER TABLE leases ADD COLUMN kind TEXT NOT NULL DEFAULT 'database';
   ALTER TABLE leases ADD COLUMN remove_when_ended INTEGER NOT NULL DEFAULT 0;`,
  // People who may see the connection string: [{"id": "slack:T1/U2", "name": "bob"}].
  `ALTER TABLE leases ADD COLUMN shared_with TEXT NOT NULL DEFAULT '[]';`,
  // Servers that nobody has asked for yet. A spare that is claimed goes from here to the leases, under its id.
  `CREATE TABLE spares (
     id TEXT PRIMARY KEY,
     host TEXT NOT NULL,
     database TEXT NOT NULL,
     version TEXT NOT NULL,
     image TEXT NOT NULL,
     image_id TEXT NOT NULL,
     -- What it can stand in for: see fit.ts.
     fit TEXT NOT NULL,
     state TEXT NOT NULL,
     container_id TEXT,
     port INTEGER NOT NULL,
     memory_bytes INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     login BLOB NOT NULL
   ) STRICT;
   -- Images with a data directory that is made. "fit" tells of which image and with which options.
   CREATE TABLE baked (
     id TEXT PRIMARY KEY,
     host TEXT NOT NULL,
     database TEXT NOT NULL,
     version TEXT NOT NULL,
     image TEXT NOT NULL,
     image_id TEXT NOT NULL,
     fit TEXT NOT NULL,
     -- Of the baked one; empty while it is being made.
     reference TEXT NOT NULL,
     size_bytes INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     used_at INTEGER,
     login BLOB NOT NULL,
     UNIQUE (host, fit)
   ) STRICT;
   -- What it was made from, and where the time went, as JSON.
   ALTER TABLE leases ADD COLUMN made TEXT;`,
  // When somebody stopped it: what they did not stop is brought back after their engine stopped it.
  "ALTER TABLE leases ADD COLUMN stopped_at INTEGER;",
];
