import { createClient } from "@redis/client";
import mysql from "mysql2/promise";
import pg from "pg";

/** A client of the test's own that is logged in and stays so. */
export interface Session extends AsyncDisposable {
  /** Resolves when the server has ended it. */
  readonly ended: Promise<unknown>;
}

export async function openSession(kind: string, uri: string): Promise<Session> {
  if (kind === "postgres") {
    const client = new pg.Client({ connectionString: uri });
    client.on("error", () => undefined);
    await client.connect();
    return { ended: new Promise((resolve) => client.once("end", resolve)), [Symbol.asyncDispose]: () => client.end() };
  }
  if (kind === "mysql" || kind === "mariadb") {
    const connection = await mysql.createConnection(uri.replace(/^mariadb:/, "mysql:"));
    // Its own events say nothing of a connection that is killed while nothing is asked on it.
    const ended = new Promise((resolve) => connection.on("error", resolve));
    return { ended, [Symbol.asyncDispose]: async () => connection.destroy() };
  }
  const client = createClient({ url: uri.replace(/^valkey:/, "redis:"), socket: { reconnectStrategy: false } });
  const ended = new Promise((resolve) => client.on("error", resolve));
  await client.connect();
  return { ended, [Symbol.asyncDispose]: async () => void (client.isOpen && client.destroy()) };
}
