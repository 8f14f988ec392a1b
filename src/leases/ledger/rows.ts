import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { Login } from "#core/database.ts";
import type { Lease, LeaseChange, Made, Sharer } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import type { Vault } from "../vault.ts";

type Row = Readonly<Record<string, SQLInputValue>>;

export function toRow(lease: Lease, vault: Vault): Row {
  return {
    id: lease.id,
    host: lease.host,
    kind: lease.kind ?? "database",
    remove_when_ended: lease.removeWhenEnded ? 1 : 0,
    database: lease.database,
    version: lease.version,
    image: lease.image,
    channel: lease.channel,
    address: lease.address,
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
    ...(change.name !== undefined && { name: change.name }),
    ...(change.memoryBytes !== undefined && { memory_bytes: change.memoryBytes }),
    ...(change.cpus !== undefined && { cpus: change.cpus }),
    ...("containerId" in change && { container_id: change.containerId ?? null }),
    ...("port" in change && { port: change.port ?? 0 }),
    ...("owner" in change && { owner: change.owner ?? "" }),
    ...("ownerName" in change && { owner_name: change.ownerName ?? "" }),
    ...("sharedWith" in change && { shared_with: JSON.stringify(change.sharedWith ?? []) }),
    ...("expiresAt" in change && { expires_at: time(change.expiresAt) }),
    ...("endedAt" in change && { ended_at: time(change.endedAt) }),
    ...("stoppedAt" in change && { stopped_at: time(change.stoppedAt) }),
    ...("ttlMs" in change && { ttl_ms: change.ttlMs ?? null }),
    ...("idleMs" in change && { idle_ms: change.idleMs ?? null }),
    ...("usedAt" in change && { used_at: time(change.usedAt) }),
    ...("warned" in change && { warned: change.warned ?? 0 }),
    ...(change.made && { made: JSON.stringify(change.made) }),
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
    ...(row["kind"] === "container" && { kind: "container" as const }),
    ...(row["remove_when_ended"] === 1 && { removeWhenEnded: true }),
    database: String(row["database"]),
    version: String(row["version"]),
    image: String(row["image"]),
    state: String(row["state"]) as Lease["state"],
    owner: String(row["owner"]),
    ownerName: String(row["owner_name"]),
    sharedWith: JSON.parse(String(row["shared_with"])) as Sharer[],
    channel: String(row["channel"]),
    address: String(row["address"]),
    port: Number(row["port"]),
    memoryBytes: Number(row["memory_bytes"]),
    cpus: Number(row["cpus"]),
    createdAt: new Date(Number(row["created_at"])),
    expiresAt: optional("expires_at", date),
    endedAt: optional("ended_at", date),
    stoppedAt: optional("stopped_at", date),
    ttlMs: optional("ttl_ms", Number),
    idleMs: optional("idle_ms", Number),
    usedAt: optional("used_at", date),
    warned: Number(row["warned"]),
    made: row["made"] === null ? undefined : (JSON.parse(String(row["made"])) as Made),
    get rotating(): boolean {
      return passwordsIn(row, vault).length > 1;
    },
    get login(): Login {
      const login = unseal(id, row["login"] as Uint8Array, vault);
      if (login.password.reveal() === "" && row["kind"] !== "container") throw loginLost(name);
      return login;
    },
  };
}

/** Who logs in where, which is known even when the password is not. */
export function accountIn(row: Record<string, SQLOutputValue>, vault: Vault): Omit<Login, "password"> {
  const { user, database } = unseal(String(row["id"]), row["login"] as Uint8Array, vault);
  return { user, database };
}

/** With the one it is being changed to; none when it was lost, or was sealed with another key. */
export function passwordsIn(row: Record<string, SQLOutputValue>, vault: Vault): Secret[] {
  try {
    const { password, next } = unseal(String(row["id"]), row["login"] as Uint8Array, vault);
    return [password, ...(next ? [next] : [])].filter((secret) => secret.reveal() !== "");
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

export function seal(id: string, { user, password, database, next }: Login, vault: Vault): Uint8Array {
  return vault.seal(JSON.stringify({ user, password: password.reveal(), database, next: next?.reveal() }), id);
}

export function unseal(id: string, sealed: Uint8Array, vault: Vault): Login {
  const { user, password, database, next } = JSON.parse(vault.open(sealed, id)) as Sealed;
  return { user, password: new Secret(password), database, ...(next !== undefined && { next: new Secret(next) }) };
}

type Sealed = Record<"user" | "password" | "database", string> & { readonly next?: string };

function loginLost(name: string): Problem {
  return new Problem("not-found", `The password of ${name} was lost with the ledger: Docker does not know it.`, {
    hint: `Save its data from inside the container (docker exec), then remove it: /db down ${name}`,
  });
}
