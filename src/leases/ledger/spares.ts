import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Spare } from "#core/spare.ts";
import type { Secret } from "#core/secret.ts";
import type { Vault } from "../vault.ts";
import { seal, unseal } from "./rows.ts";

/** The servers that wait for somebody. */
export interface SpareStore {
  insert(spare: Spare): void;
  update(id: string, change: Partial<Pick<Spare, "state" | "containerId" | "port" | "memoryBytes">>): void;
  delete(id: string): void;
  /** The oldest first. */
  list(host?: string): Spare[];
  get(id: string): Spare | undefined;
  passwords(): Secret[];
}

export function openSpares(sqlite: DatabaseSync, vault: Vault): SpareStore {
  const insert = sqlite.prepare("INSERT INTO spares VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const update = sqlite.prepare(
    `UPDATE spares SET state = coalesce(?2, state), container_id = coalesce(?3, container_id), port = coalesce(?4, port),
       memory_bytes = coalesce(?5, memory_bytes) WHERE id = ?1`,
  );
  const remove = sqlite.prepare("DELETE FROM spares WHERE id = ?");
  const list = sqlite.prepare("SELECT * FROM spares WHERE ?1 IS NULL OR host = ?1 ORDER BY created_at, id");
  const get = sqlite.prepare("SELECT * FROM spares WHERE id = ?");
  const read = (row: Record<string, SQLOutputValue>) => fromRow(row, vault);
  return {
    insert({ id, host, database, version, image, imageId, fit, state, port, memoryBytes, login, ...spare }) {
      const { containerId = null, createdAt } = spare;
      const made = createdAt.getTime();
      const sealed = seal(id, login, vault);
      insert.run(id, host, database, version, image, imageId, fit, state, containerId, port, memoryBytes, made, sealed);
    },
    update(id, { state, containerId, port, memoryBytes }) {
      update.run(id, state ?? null, containerId ?? null, port ?? null, memoryBytes ?? null);
    },
    delete(id) {
      remove.run(id);
    },
    list: (host) => list.all(host ?? null).map(read),
    get(id) {
      const row = get.get(id);
      return row && read(row);
    },
    passwords: () => list.all(null).map((row) => read(row).login.password),
  };
}

function fromRow(row: Record<string, SQLOutputValue>, vault: Vault): Spare {
  const text = (key: string) => String(row[key]);
  const id = text("id");
  return {
    id,
    host: text("host"),
    database: text("database"),
    version: text("version"),
    image: text("image"),
    imageId: text("image_id"),
    fit: text("fit"),
    state: text("state") as Spare["state"],
    containerId: row["container_id"] === null ? undefined : text("container_id"),
    port: Number(row["port"]),
    memoryBytes: Number(row["memory_bytes"]),
    createdAt: new Date(Number(row["created_at"])),
    login: unseal(id, row["login"] as Uint8Array, vault),
  };
}
