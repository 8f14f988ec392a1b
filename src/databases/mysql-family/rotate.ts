import type { Connection } from "mysql2/promise";
import type { Rotation } from "#core/database.ts";
import { ATTEMPT_MS } from "../shared/deadline.ts";
import { asCaller } from "./client.ts";

/** What MySQL and MariaDB share of it: anybody may end their own sessions, and sees no others without PROCESS. */
export const rotationParts: Required<Pick<Rotation, "endSessions" | "isRefusal">> = {
  async endSessions(target, signal) {
    await asCaller(target, signal, ATTEMPT_MS, async (connection) => {
      const [rows] = await connection.query({ sql: "SHOW PROCESSLIST", rowsAsArray: true });
      const ids = (rows as unknown[][]).map(([id]) => Number(id));
      for (const id of ids) if (id !== connection.threadId) await end(connection, id);
    });
  },
  isRefusal: (error) => errorNumber(error) === ACCESS_DENIED,
};

async function end(connection: Connection, id: number): Promise<void> {
  try {
    await connection.query("KILL ?", [id]);
  } catch (error) {
    if (errorNumber(error) !== NO_SUCH_THREAD) throw error;
  }
}

function errorNumber(error: unknown): unknown {
  return error instanceof Error && "errno" in error ? error.errno : undefined;
}

/** ER_ACCESS_DENIED_ERROR and ER_NO_SUCH_THREAD, which both servers number alike. */
const ACCESS_DENIED = 1045;
const NO_SUCH_THREAD = 1094;
