import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** How a chat is doing: connected, working with less than it should have, or not reachable. */
export interface Health {
  readonly state: "connected" | "degraded" | "down";
  /** A sentence for whoever looks; nothing secret. */
  readonly detail: string;
}

export interface HealthOptions {
  readonly port: number;
  /** Default: 127.0.0.1, so that only this machine sees it. */
  readonly host?: string;
  /** By the chat's name. */
  readonly chats: Readonly<Record<string, () => Health>>;
}

export interface HealthEndpoint {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * `GET /health`: 200 with the state of every chat as JSON, 503 when one of them is down. Degraded is 200: restarting would
 * not make it better.
 */
export async function startHealth({ port, host = "127.0.0.1", chats }: HealthOptions): Promise<HealthEndpoint> {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
    const found = new URL(request.url ?? "/", "http://localhost").pathname === "/health";
    if (!found || request.method !== "GET") {
      response.writeHead(404).end();
      return;
    }
    const states = Object.fromEntries(Object.entries(chats).map(([name, health]) => [name, health()]));
    const down = Object.values(states).some(({ state }) => state === "down");
    response.writeHead(down ? 503 : 200, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(`${JSON.stringify(states)}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
