import type { MongoClient } from "mongodb";
import type { Target, Vitals } from "#core/database.ts";
import { ATTEMPT_MS, withinDeadline } from "../shared/deadline.ts";
import { uri } from "./formats.ts";

export async function probe(target: Target, signal: AbortSignal): Promise<void> {
  // A ping is answered to anybody; the list of the database's collections is not.
  await asCaller(target, signal, ATTEMPT_MS, (client) =>
    client.db(target.login.database).listCollections({}, { nameOnly: true }).toArray(),
  );
}

export async function vitals(target: Target, signal: AbortSignal): Promise<Vitals> {
  return asCaller(target, signal, VITALS_MS, async (client) => {
    const database = client.db(target.login.database);
    const sizes = await database.command({ dbStats: 1 });
    const status = await client.db("admin").command({ serverStatus: 1 });
    const connections: unknown = status["connections"];
    const current = numberIn(connections, "current");
    return {
      version: typeof status["version"] === "string" ? status["version"] : target.version,
      sizeBytes: numberIn(sizes, "dataSize") + numberIn(sizes, "indexSize"),
      // The driver has one for itself besides the one it asks on.
      connections: Math.max(0, current - OWN_CONNECTIONS),
      connectionsLimit: current + numberIn(connections, "available"),
    };
  });
}

const VITALS_MS = 5000;
const OWN_CONNECTIONS = 2;

function numberIn(value: unknown, name: string): number {
  const number: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return Number(number ?? 0);
}

/** Logs in, asks, closes; throws whatever the driver throws. */
export async function asCaller<T>(
  target: Target,
  signal: AbortSignal,
  limitMs: number,
  ask: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const mongodb = await import("mongodb");
  const client = new mongodb.MongoClient(uri(target), {
    appName: "longshore",
    maxPoolSize: 1,
    connectTimeoutMS: limitMs,
    serverSelectionTimeoutMS: limitMs,
    // Polling: the streaming protocol would open one connection more.
    serverMonitoringMode: "poll",
  });
  const refused = Promise.withResolvers<never>();
  // The driver would go on looking for the server until its time is up; the caller's next attempt is sooner.
  client.on("serverHeartbeatFailed", ({ failure }) => refused.reject(failure));
  return withinDeadline({
    signal,
    limitMs,
    work: () => Promise.race([ask(client), refused.promise]),
    drop: () => void client.close(true).catch(() => {}),
  });
}
