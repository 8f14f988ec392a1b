import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Login } from "#core/database.ts";
import type { Lease, LeaseChange } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import type { Vault } from "../vault.ts";

type Row = Readonly<Record<string, SQLInputValue>>;

export function toRow(lease: Lease, vault: Vault): Row {
  return {
    id: lease.id,
    name: lease.name,
    host: lease.host,
    database: lease.database,
    version: lease.version,
    image: lease.image,
    channel: lease.channel,
    address: lease.address,
    memory_bytes: lease.memoryBytes,
    cpus: lease.cpus,
    created_at: lease.createdAt.getTime(),
    // Named one by one: `login` may be a getter, which a spread would not copy on purpose.
    ...toChange(lease.id, { ...lease, login: lease.login }, vault),
  };
}

/** The columns of a change; a key that is there but undefined empties its column. */
export function toChange(id: string, change: LeaseChange, vault: Vault): Row {
  const time = (date: Date | undefined) => date?.getTime() ?? null;
  return {
    ...("state" in change && { state: change.state ?? "" }),
    ...("containerId" in change && { container_id: change.containerId ?? null }),
    ...("port" in change && { port: change.port ?? 0 }),
    ...("owner" in change && { owner: change.owner ?? "" }),
    ...("ownerName" in change && { owner_name: change.ownerName ?? "" }),
    ...("expiresAt" in change && { expires_at: time(change.expiresAt) }),
    ...("endedAt" in change && { ended_at: time(change.endedAt) }),
    ...("ttlMs" in change && { ttl_ms: change.ttlMs ?? null }),
    ...("idleMs" in change && { idle_ms: change.idleMs ?? null }),
    ...("usedAt" in change && { used_at: time(change.usedAt) }),
    ...("warned" in change && { warned: change.warned ?? 0 }),
    ...(change.login && { login: seal(id, change.login, vault) }),
  };
}

export function fromRow(row: Record<string, SQLOutputValue>, vault: Vault): Lease {
  const id = String(row["id"]);
  const name = String(row["name"]);
  const optional = <T>(key: string, read: (value: number) => T) =>
    row[key] === null ? undefined : read(Number(row[key]));
  const date = (ms: number) => new Date(ms);
  return {
    id,
    name,
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
    expiresAt: optional("expires_at", date),
    endedAt: optional("ended_at", date),
    ttlMs: optional("ttl_ms", Number),
    idleMs: optional("idle_ms", Number),
    usedAt: optional("used_at", date),
    warned: Number(row["warned"]),
    get login(): Login {
      const login = unseal(id, row["login"] as Uint8Array, vault);
      if (login.password.reveal() === "") throw loginLost(name);
      return login;
    },
  };
}

/** Who logs in where, which is known even when the password is not. */
export function accountIn(row: Record<string, SQLOutputValue>, vault: Vault): Omit<Login, "password"> {
  const { user, database } = unseal(String(row["id"]), row["login"] as Uint8Array, vault);
  return { user, database };
}

/** Undefined when it was lost, or was sealed with another key. */
export function passwordIn(row: Record<string, SQLOutputValue>, vault: Vault): Secret | undefined {
  try {
    const { password } = unseal(String(row["id"]), row["login"] as Uint8Array, vault);
    return password.reveal() === "" ? undefined : password;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

function seal(id: string, { user, password, database }: Login, vault: Vault): Uint8Array {
  return vault.seal(JSON.stringify({ user, password: password.reveal(), database }), id);
}

function unseal(id: string, sealed: Uint8Array, vault: Vault): Login {
  const { user, password, database } = JSON.parse(vault.open(sealed, id)) as Record<keyof Login, string>;
  return { user, password: new Secret(password), database };
}

function loginLost(name: string): Problem {
  return new Problem("not-found", `The password of ${name} was lost with the ledger: Docker does not know it.`, {
    hint: `Save its data from inside the container (docker exec), then remove it: /db down ${name}`,
  });
}
