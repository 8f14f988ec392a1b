import { Socket } from "node:net";
import type { Connection } from "mysql2/promise";
import type { Target, Vitals } from "#core/database.ts";
import { ATTEMPT_MS, withinDeadline } from "../shared/deadline.ts";
import { bareVersion } from "../shared/versions.ts";

export async function probe(target: Target, signal: AbortSignal): Promise<void> {
  // The login opens the database that was asked for, and fails when it is not there.
  await asCaller(target, signal, ATTEMPT_MS, (connection) => connection.query("SELECT 1"));
}

export async function vitals(target: Target, signal: AbortSignal): Promise<Vitals> {
  return asCaller(target, signal, VITALS_MS, async (connection) => {
    const [version, limit, size] = await firstRow(connection, VITALS_QUERY);
    const [, connected] = await firstRow(connection, "SHOW GLOBAL STATUS LIKE 'Threads_connected'");
    return {
      version: bareVersion(String(version)) ?? target.version,
      sizeBytes: Number(size),
      connections: Math.max(0, Number(connected) - 1),
      connectionsLimit: Number(limit),
    };
  });
}

const VITALS_MS = 5000;

const VITALS_QUERY = `
  SELECT VERSION(), @@max_connections,
         (SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables
           WHERE table_schema = DATABASE())`;

async function firstRow(connection: Connection, sql: string): Promise<readonly unknown[]> {
  const [rows] = await connection.query({ sql, rowsAsArray: true });
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  return Array.isArray(row) ? row : [];
}

/** Logs in, within `connectMs`, asks, closes; throws whatever the driver throws. */
export async function asCaller<T>(
  target: Target,
  signal: AbortSignal,
  limitMs: number,
  ask: (connection: Connection) => Promise<T>,
  connectMs = limitMs,
): Promise<T> {
  const mysql = await import("mysql2/promise");
  const socket = new Socket();
  // The driver's own handler comes with its connection; an error before it, or after, ends nothing.
  socket.on("error", () => {});
  return withinDeadline({
    signal,
    limitMs,
    work: async () => {
      socket.setNoDelay(true).connect(target.port, target.address);
      const connection = await mysql.createConnection({
        stream: () => socket,
        user: target.login.user,
        password: target.login.password.reveal(),
        database: target.login.database,
        connectTimeout: connectMs,
      });
      connection.on("error", () => {});
      const answer = await ask(connection);
      // It says goodbye, and nobody has to wait for the server to go.
      connection.end().catch(() => undefined);
      return answer;
    },
    drop: () => socket.destroy(),
  });
}
