import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Baked } from "#core/baked.ts";
import type { Secret } from "#core/secret.ts";
import type { Vault } from "../vault.ts";
import { seal, unseal } from "./rows.ts";

/** The images with a data directory that is made. */
export interface BakedStore {
  /** False when the host has one that fits the same, or is making it: nothing is written then. */
  insert(baked: Baked): boolean;
  update(id: string, change: Partial<Pick<Baked, "reference" | "sizeBytes" | "usedAt">>): void;
  delete(id: string): void;
  /** The oldest first; those that are being made, too. */
  list(host?: string): Baked[];
  get(id: string): Baked | undefined;
  passwords(): Secret[];
}

export function openBaked(sqlite: DatabaseSync, vault: Vault): BakedStore {
  const insert = sqlite.prepare(
    "INSERT INTO baked VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (host, fit) DO NOTHING",
  );
  const update = sqlite.prepare(
    `UPDATE baked SET reference = coalesce(?2, reference), size_bytes = coalesce(?3, size_bytes),
       used_at = coalesce(?4, used_at) WHERE id = ?1`,
  );
  const remove = sqlite.prepare("DELETE FROM baked WHERE id = ?");
  const list = sqlite.prepare("SELECT * FROM baked WHERE ?1 IS NULL OR host = ?1 ORDER BY created_at, id");
  const get = sqlite.prepare("SELECT * FROM baked WHERE id = ?");
  const read = (row: Record<string, SQLOutputValue>) => fromRow(row, vault);
  return {
    insert({ id, host, database, version, image, imageId, fit, reference, sizeBytes, createdAt, usedAt, login }) {
      const [made, used] = [createdAt.getTime(), usedAt?.getTime() ?? null];
      const sealed = seal(id, login, vault);
      const about = [id, host, database, version, image, imageId, fit, reference, sizeBytes, made, used] as const;
      return insert.run(...about, sealed).changes === 1;
    },
    update(id, { reference, sizeBytes, usedAt }) {
      update.run(id, reference ?? null, sizeBytes ?? null, usedAt?.getTime() ?? null);
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

function fromRow(row: Record<string, SQLOutputValue>, vault: Vault): Baked {
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
    reference: text("reference"),
    sizeBytes: Number(row["size_bytes"]),
    createdAt: new Date(Number(row["created_at"])),
    usedAt: row["used_at"] === null ? undefined : new Date(Number(row["used_at"])),
    login: unseal(id, row["login"] as Uint8Array, vault),
  };
}
