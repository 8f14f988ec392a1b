import { Socket } from "node:net";
import type { Client } from "pg";
import type { Target, Vitals } from "#core/database.ts";
import { ATTEMPT_MS, withinDeadline } from "../shared/deadline.ts";
import { bareVersion } from "../shared/versions.ts";

export async function probe(target: Target, signal: AbortSignal): Promise<void> {
  // Reads the system catalogue of the database that was asked for: more than a constant, and there from the start.
  await asCaller(target, signal, ATTEMPT_MS, (client) => client.query("SELECT 1 FROM pg_class LIMIT 1"));
}

export async function vitals(target: Target, signal: AbortSignal): Promise<Vitals> {
  return asCaller(target, signal, VITALS_MS, async (client) => {
    const { rows } = await client.query<VitalsRow>(VITALS_QUERY);
    const [row] = rows;
    if (row === undefined) throw new Error("pg_stat_activity gave no row");
    return {
      version: bareVersion(row.version) ?? row.version,
      sizeBytes: Number(row.size),
      connections: Number(row.connections),
      connectionsLimit: Number(row.limit),
    };
  });
}

const VITALS_MS = 5000;

/** How our own sessions are told from the caller's. */
const APPLICATION = "longshore";

interface VitalsRow {
  readonly version: string;
  readonly size: string;
  readonly connections: string;
  readonly limit: string;
}

/** Background workers have no user or no database there; other users' sessions are listed without what they do. */
const VITALS_QUERY = `
  SELECT current_setting('server_version') AS version,
         pg_database_size(current_database()) AS size,
         current_setting('max_connections') AS limit,
         (SELECT count(*) FROM pg_stat_activity
           WHERE datname IS NOT NULL AND usename IS NOT NULL AND COALESCE(application_name, '') <> '${APPLICATION}') AS connections`;

/** Logs in, within `connectMs`, asks, closes; throws whatever the driver throws. */
export async function asCaller<T>(
  target: Target,
  signal: AbortSignal,
  limitMs: number,
  ask: (client: Client) => Promise<T>,
  connectMs = limitMs,
): Promise<T> {
  const pg = await import("pg");
  const socket = new Socket();
  const client = new pg.default.Client({
    host: target.address,
    port: target.port,
    user: target.login.user,
    password: target.login.password.reveal(),
    database: target.login.database,
    application_name: APPLICATION,
    // Otherwise the driver looks at PGSSLMODE in our own environment.
    ssl: false,
    connectionTimeoutMillis: connectMs,
    stream: () => socket,
  });
  // What happens to the connection while nobody waits for it is an event, and one without a listener ends the process.
  client.on("error", () => {});
  return withinDeadline({
    signal,
    limitMs,
    work: async () => {
      await client.connect();
      const answer = await ask(client);
      // It says goodbye. That the server's side is gone takes 10 ms more, for which nobody has to wait.
      client.end().catch(() => undefined);
      return answer;
    },
    drop: () => socket.destroy(),
  });
}
