import { createHash } from "node:crypto";
import type { DatabaseRequest, Login } from "#core/database.ts";
import { isAtLeast } from "../shared/versions.ts";

/** The users' file, beside the configuration in the secrets' folder. */
export const USERS_FILE = "users.acl";

/** The server's own configuration file: how it is reached, and that the data survives. */
export function serverConfig({ memoryBytes }: DatabaseRequest, folder: string): string {
  const lines = [
    "bind * -::*",
    "port 6379",
    // It would refuse clients from outside while the default user has no password; that user is off.
    "protected-mode no",
    // A file of its own can be read again while the server runs, which is how a password is changed.
    `aclfile ${folder}/${USERS_FILE}`,
    "dir /data",
    "appendonly yes",
    `maxmemory ${maxMemory(memoryBytes)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * At the limit the server answers with an error; without one the kernel kills it. The quarter is for buffers, and for the
 * pages that change while a child process writes the data to disk.
 */
export function maxMemory(memoryBytes: number): number {
  return Math.floor(memoryBytes * 0.75);
}

/** The one user who may log in, by the password's SHA-256: the server never holds the password. */
export function usersFile(login: Login, version: string): string {
  const hash = createHash("sha256").update(login.password.reveal()).digest("hex");
  // Channels are a part of the rules since 6.2; before, everybody has all of them.
  const channels = isAtLeast(version, 6, 2) ? " &*" : "";
  const lines = [
    ...(login.user === "default" ? [] : ["user default off"]),
    `user ${login.user} on #${hash} ~*${channels} +@all ${commandRules(version)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * What the caller's user may not do, of all commands: reach outside its own data, or change what we promise about the
 * server. `-config +config|get` is the form that 6.x takes too.
 *
 * - `config`: `dir` and `dbfilename` write files anywhere, `requirepass`, `port`, `maxmemory` break the lease. A setting is
 *   given at the start, as a flag. Clients read settings, so `config get` stays.
 * - `acl`: would make other users, this one's own rights included. `acl load` reads our file once more, and stays.
 * - `module`, `debug`: load code, crash the server. `shutdown`: /db stop does it, and knows about it.
 * - `replicaof`, `failover`: empty the data in favour of another server's; `psync`, `sync`: make a replica of this one.
 * - `migrate`: opens connections from the container to any address.
 *
 * `save`, `bgsave`, `flushall`, `monitor`, `client kill`, `script`, `function` touch nobody but the caller, and stay.
 * `cluster` answers that cluster support is off, which clients look for, and stays.
 */
function commandRules(version: string): string {
  const refused = ["acl", "config", "debug", "migrate", "module", "psync", "replicaof", "shutdown", "slaveof", "sync"];
  if (isAtLeast(version, 6, 2)) refused.push("failover");
  return [...refused.map((command) => `-${command}`), "+acl|whoami", "+acl|load", "+config|get"].join(" ");
}
