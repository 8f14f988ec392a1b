import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Lease, UpResult } from "#core/lease.ts";
import { showMade } from "#core/made.ts";
import { containerName, databaseIdentifier, databaseReference } from "#core/names.ts";
import { reachNotes } from "#core/reach.ts";
import { working } from "#core/reply.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { showBytes, showDuration, cpus, duration, memory, port } from "#core/units.ts";

export default defineCommand({
  summary: "Start a database and get a connection string that works",
  examples: [
    { line: "/db up postgres", does: "the newest PostgreSQL, under a name made up for you" },
    { line: "/db up mysql:8.4 --name shop --ttl 2h", does: "MySQL 8.4 called shop, for two hours" },
    { line: "/db up mariadb --charset utf8mb4 --collation utf8mb4_unicode_ci", does: "with its own text rules" },
    { line: "/db up postgres --arg=-c --arg=work_mem=64MB", does: "with flags of the server" },
  ],
  input: z.strictObject({
    kind: databaseReference.meta({
      positional: true,
      description: "which one, with a version if you like: postgres, mysql:8.4",
      suggest: "databases",
    }),
    name: containerName
      .optional()
      .meta({ description: "what to call it; asking again by name gives you the same one", common: true }),
    database: databaseIdentifier.optional().meta({ description: "the database made in it" }),
    user: databaseIdentifier.optional().meta({ description: "the user you log in as (default: app)" }),
    memory: memory.optional().meta({ description: "memory limit, like 512m or 2g", common: true }),
    cpus: cpus.optional().meta({ description: "CPU limit, like 0.5 or 2 (default: 1)" }),
    port: port.optional().meta({ description: "the port to dial (default: a free one)" }),
    image: z.string().optional().meta({ description: "an image of your own of this database" }),
    charset: z.string().optional().meta({ description: "character set, like utf8mb4" }),
    collation: z.string().optional().meta({ description: "collation, like utf8mb4_unicode_ci" }),
    auth: z.string().optional().meta({ description: "authentication plugin, like mysql_native_password" }),
    arg: z.array(z.string()).optional().meta({ description: "a flag for the server itself; repeat it for more" }),
    ttl: duration.optional().meta({ description: "end it after this time, like 2h or 3d", common: true }),
    idle: duration.optional().meta({ description: "end it when nobody has used it for this time, like 30m" }),
    volume: z
      .boolean()
      .optional()
      .meta({ description: "keep its data in a volume of its own, also when it is made from a baked image" }),
    host: z
      .string()
      .optional()
      .meta({ description: "where to run it (default: the first with room)", suggest: "hosts" }),
  }),
  effect: "change",
  access: "operator",
  audience: "caller",
  wanted({ input, databases }) {
    const { name, database } = databases.find(input.kind.database);
    const memoryBytes = input.memory ?? database.memory.defaultBytes;
    return { database: name, memoryBytes, name: input.name, port: input.port };
  },
  async *run({ input, caller, hosts, leases, databases, signal }) {
    const { database: name, version } = input.kind;
    const { database } = databases.find(name);
    const steps = leases.up(
      {
        database: name,
        version,
        name: input.name,
        databaseName: input.database,
        user: input.user,
        memoryBytes: input.memory,
        cpus: input.cpus,
        port: input.port,
        image: input.image,
        charset: input.charset,
        collation: input.collation,
        auth: input.auth,
        args: input.arg ?? [],
        ttlMs: input.ttl,
        idleMs: input.idle,
        host: input.host,
        volume: input.volume,
      },
      caller,
      signal,
    );
    const result = yield* working(`Starting ${database.title}`, steps);
    const notes = [...result.notes, ...(result.existing ? [] : reachNotes(hosts.find(result.lease.host)))];
    yield upReply({ ...result, notes }, database.title, database.uri(leases.target(result.lease)));
    await result.settled;
  },
});

function upReply({ lease, existing, rung, timings, notes }: UpResult, title: string, uri: string): Reply {
  const took = showDuration(timings.totalMs);
  return {
    tone: "ok",
    title: existing ? `${lease.name} is ready: you had it already` : `${lease.name} is ready, after ${took}`,
    blocks: [
      { kind: "secret", label: "Connection string", value: new Secret(uri), again: `/db url ${lease.name}` },
      {
        kind: "fields",
        fields: {
          Address: `${lease.address}:${lease.port}`,
          Database: lease.login.database,
          User: lease.login.user,
          Runs: `${title} ${lease.version} (${lease.image}) on ${lease.host}`,
          Limits: `${showBytes(lease.memoryBytes)} of memory, ${lease.cpus} CPU${lease.cpus === 1 ? "" : "s"}`,
          Ends: ends(lease),
          Took: existing ? took : showMade({ rung, timings }),
        },
      },
      ...notes.map((text) => ({ kind: "text" as const, text })),
    ],
    actions: [
      { label: "Logs", command: `/db logs ${lease.name}` },
      { label: "URL", command: `/db url ${lease.name}` },
      { label: "Remove", command: `/db down ${lease.name}`, danger: true },
    ],
  };
}

function ends({ expiresAt, idleMs }: Lease): string {
  const idle = idleMs === undefined ? [] : [`when nobody has used it for ${showDuration(idleMs)}`];
  const time = expiresAt ? [expiresAt.toISOString()] : [];
  return [...time, ...idle].join(", or ") || "when you remove it";
}
