import { createClient } from "@redis/client";
import mysql from "mysql2/promise";
import pg from "pg";

/** A client of the test's own: writes and reads one value at the connection string that a caller was given. */
export interface Client {
  write(uri: string, value: string): Promise<void>;
  read(uri: string): Promise<string>;
}

const postgres: Client = {
  write: (uri, value) =>
    withPostgres(uri, async (client) => {
      await client.query("CREATE TABLE notes (text text NOT NULL)");
      await client.query("INSERT INTO notes VALUES ($1)", [value]);
    }),
  read: (uri) =>
    withPostgres(uri, async (client) => {
      const { rows } = await client.query<{ text: string }>("SELECT text FROM notes");
      return String(rows[0]?.text);
    }),
};

async function withPostgres<T>(uri: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: uri });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const mysqlFamily: Client = {
  write: (uri, value) =>
    withMysql(uri, async (connection) => {
      await connection.query("CREATE TABLE notes (text varchar(100) NOT NULL)");
      await connection.query("INSERT INTO notes VALUES (?)", [value]);
    }),
  read: (uri) =>
    withMysql(uri, async (connection) => {
      const [rows] = await connection.query<mysql.RowDataPacket[]>("SELECT text FROM notes");
      return String(rows[0]?.["text"]);
    }),
};

async function withMysql<T>(uri: string, use: (connection: mysql.Connection) => Promise<T>): Promise<T> {
  const connection = await mysql.createConnection(uri.replace(/^mariadb:/, "mysql:"));
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}

const redisFamily: Client = {
  write: (uri, value) => withRedis(uri, async (client) => void (await client.set("note", value))),
  read: (uri) => withRedis(uri, async (client) => String(await client.get("note"))),
};

/** The part of a client that the tests use; its whole type depends on its options. */
interface RedisCommands {
  set(key: string, value: string): Promise<unknown>;
  get(key: string): Promise<unknown>;
}

async function withRedis<T>(uri: string, use: (client: RedisCommands) => Promise<T>): Promise<T> {
  const client = createClient({ url: uri.replace(/^valkey:/, "redis:"), socket: { reconnectStrategy: false } });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

export const clients: Readonly<Record<string, Client>> = {
  postgres,
  mysql: mysqlFamily,
  mariadb: mysqlFamily,
  redis: redisFamily,
  valkey: redisFamily,
};
