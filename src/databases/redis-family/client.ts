import type { Target, Vitals } from "#core/database.ts";
import { ATTEMPT_MS, withinDeadline } from "../shared/deadline.ts";

export async function probe(target: Target, signal: AbortSignal): Promise<void> {
  // Reads the keyspace, which a server that is still loading its data refuses.
  await asCaller(target, signal, ATTEMPT_MS, (client) => client.dbSize());
}

export async function vitals(target: Target, signal: AbortSignal): Promise<Vitals> {
  const text = await asCaller(target, signal, VITALS_MS, (client) => client.info());
  const info = parseInfo(text);
  const limit = Number(info.get("maxclients"));
  return {
    // Valkey gives the Redis version it is compatible with as redis_version.
    version: info.get("valkey_version") ?? info.get("redis_version") ?? target.version,
    sizeBytes: Number(info.get("used_memory_dataset") ?? 0),
    connections: Math.max(0, Number(info.get("connected_clients") ?? 1) - 1),
    connectionsLimit: limit > 0 ? limit : undefined,
  };
}

/** `name:value` lines of INFO. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(":");
      return colon > 0 && !line.startsWith("#") ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
}

const VITALS_MS = 5000;

type Client = Awaited<ReturnType<typeof open>>;

/** Logs in, asks, closes; throws whatever the driver throws. */
export async function asCaller<T>(
  target: Target,
  signal: AbortSignal,
  limitMs: number,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const cut = new AbortController();
  const client = await open(target, limitMs, cut.signal);
  return withinDeadline({
    signal,
    limitMs,
    work: async () => {
      await client.connect();
      return ask(client);
    },
    drop: () => {
      if (client.isOpen) client.destroy();
      // The client's own socket, which destroy() forgets while it is still connecting.
      cut.abort();
    },
  });
}

async function open({ address, port, login }: Target, limitMs: number, signal: AbortSignal) {
  const client = (await (template ??= makeTemplate())).duplicate({
    username: login.user,
    password: login.password.reveal(),
    socket: { host: address, port, signal, connectTimeout: limitMs, reconnectStrategy: false },
  });
  // What happens to the connection while nobody waits for it is an event, and one without a listener ends the process.
  client.on("error", () => {});
  return client;
}

/**
 * Never connected. The driver (6.3) makes a class of 400 commands for each new set of options, which takes 20 to 140 ms of
 * the processor; a duplicate shares the class.
 */
let template: ReturnType<typeof makeTemplate> | undefined;

async function makeTemplate() {
  const { createClient } = await import("@redis/client");
  // Version 3 begins with HELLO and asks for more; a login is all that is wanted.
  return createClient({ RESP: 2, disableClientInfo: true, maintNotifications: "disabled" });
}
