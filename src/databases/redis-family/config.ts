import { createHash } from "node:crypto";
import type { DatabaseRequest } from "#core/database.ts";
import { isAtLeast } from "../shared/versions.ts";

/**
 * The server's own configuration file: how it is reached, that the data survives, and the one user who may log in.
 *
 * The password stands in it as its SHA-256, so the server never holds it.
 */
export function serverConfig({ version, login, memoryBytes }: DatabaseRequest): string {
  const hash = createHash("sha256").update(login.password.reveal()).digest("hex");
  // Channels are a part of the rules since 6.2; before, everybody has all of them.
  const channels = isAtLeast(version, 6, 2) ? " &*" : "";
  const lines = [
    "bind * -::*",
    "port 6379",
    // It would refuse clients from outside while the default user has no password; that user is off.
    "protected-mode no",
    ...(login.user === "default" ? [] : ["user default off"]),
    `user ${login.user} on #${hash} ~*${channels} +@all ${commandRules(version)}`,
    "dir /data",
    "appendonly yes",
    // At the limit the server answers with an error; without one the kernel kills it. The quarter is for buffers, and for
    // the pages that change while a child process writes the data to disk.
    `maxmemory ${Math.floor(memoryBytes * 0.75)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/**
 * What the caller's user may not do, of all commands: reach outside its own data, or change what we promise about the
 * server. `-config +config|get` is the form that 6.x takes too.
 *
 * - `config`: `dir` and `dbfilename` write files anywhere, `requirepass`, `port`, `maxmemory` break the lease. A setting is
 *   given at the start, as a flag. Clients read settings, so `config get` stays.
 * - `acl`: would make other users, this one's own rights included.
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
  return [...refused.map((command) => `-${command}`), "+acl|whoami", "+config|get"].join(" ");
}
