import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { loadDatabases } from "#databases/load.ts";
import { targetFor } from "./requests.ts";

// What a published port does before the database behind it listens; the servers themselves are met in the engine tests.

const databases = await loadDatabases();
const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe.each([...databases.names])("%s", (name) => {
  const { database } = databases.find(name);

  test("nobody listens: an attempt fails at once", async () => {
    const port = await portOf(() => {});
    await stop();
    const began = performance.now();
    await expect(database.probe(targetFor({ port }), new AbortController().signal)).rejects.toThrow(/./);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("a proxy accepts and hangs up: an attempt fails at once", async () => {
    const port = await portOf((socket) => void socket.end());
    const began = performance.now();
    await expect(database.probe(targetFor({ port }), new AbortController().signal)).rejects.toThrow(/./);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("a proxy accepts and resets: an attempt fails at once", async () => {
    const port = await portOf((socket) => void socket.resetAndDestroy());
    await expect(database.probe(targetFor({ port }), new AbortController().signal)).rejects.toThrow(/./);
  });

  test("something answers nonsense: an attempt fails", async () => {
    const port = await portOf((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await expect(database.probe(targetFor({ port }), new AbortController().signal)).rejects.toThrow(/./);
  });

  test("cancelled while it waits: it ends with the reason, and leaves no connection", async () => {
    const cancel = new AbortController();
    const port = await portOf(() => cancel.abort(new Error("cancelled by the caller")));
    await expect(database.probe(targetFor({ port }), cancel.signal)).rejects.toThrow("cancelled by the caller");
    await allClosed();
  });

  test("cancelled before: nothing is dialled", async () => {
    const port = await portOf(() => {});
    await expect(database.probe(targetFor({ port }), AbortSignal.abort(new Error("no")))).rejects.toThrow("no");
    expect(servers[0]?.sockets.size).toBe(0);
  });
});

test("nothing ever answers: an attempt gives up, and leaves no connection", async () => {
  const attempts = databases.names.map(async (name) => {
    const target = targetFor({ port: await portOf(() => {}) });
    await expect(databases.find(name).database.probe(target, new AbortController().signal)).rejects.toThrow(/./);
  });
  await Promise.all(attempts);
  await allClosed();
});

async function portOf(answer: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    // Unread data would hide that the other end has gone.
    socket.resume();
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push({ server, sockets });
  // A TCP server's address is never a path.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (server.address() as AddressInfo).port;
}

async function stop(): Promise<void> {
  for (const { server } of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
}

async function allClosed(): Promise<void> {
  await expect.poll(() => servers.map(({ sockets }) => sockets.size), { timeout: 1000 }).toEqual(servers.map(() => 0));
}
