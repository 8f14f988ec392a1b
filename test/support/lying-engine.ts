import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What a lying engine does with one request. It may answer, half-answer, or do something else with the socket. */
export type Lie = (request: IncomingMessage, response: ServerResponse) => void;

export interface LyingEngine extends AsyncDisposable {
  /** `tcp://127.0.0.1:41234` */
  readonly url: string;
  /** Every request so far, "GET /v1.41/containers/json?all=true", and what was sent with it. */
  readonly requests: readonly { readonly line: string; readonly headers: string; body: string }[];
  /** What is done with every request but the one for the version, from now on. */
  lie: Lie;
  /** What is done with the request for the version. */
  version: Lie;
  /** Connections that are open. */
  connections(): number;
}

/** A server that says it is Docker and then lies: whatever an engine, a proxy or an attacker could send. */
export async function openLyingEngine(): Promise<LyingEngine> {
  const requests: { line: string; headers: string; body: string }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const entry = { line: `${request.method} ${request.url}`, headers: JSON.stringify(request.headers), body: "" };
    requests.push(entry);
    request.on("error", () => {});
    response.on("error", () => {});
    (request.url === "/version" ? engine.version : engine.lie)(request, response);
    // A lie may be not to listen.
    if (!request.isPaused()) request.on("data", (piece: Buffer) => (entry.body += piece.toString("latin1")));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const engine: LyingEngine = {
    url: `tcp://127.0.0.1:${address.port}`,
    requests,
    version: says(200, TRUE_VERSION),
    lie: says(404, { message: "page not found" }),
    connections: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return engine;
}

export const TRUE_VERSION = { Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12", Arch: "amd64" };

/** An answer as an engine gives it. */
export function says(status: number, body?: unknown): Lie {
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(body === undefined ? "" : JSON.stringify(body));
  };
}

/** These bytes, and then the end of the connection: not even HTTP, if they are not. */
export function sendsBytes(bytes: Uint8Array | string): Lie {
  return (request) => request.socket.end(bytes);
}

/** A text as the answer, of this type. */
export function sendsText(status: number, text: string, type = "application/json"): Lie {
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": type });
    response.end(text);
  };
}

export const lies = {
  /** Nothing, for ever. */
  silence: (() => {}) as Lie,

  /** Nothing, and what is sent is not even read. */
  deaf: ((request) => request.pause()) as Lie,

  /** The head of an answer and then nothing. */
  stall: ((_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write('[{"Id":');
  }) as Lie,

  /** A byte now and then, never the end. */
  drip: ((_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const drop = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(drop));
  }) as Lie,

  /** Breaks off in the middle of what it said would come. */
  truncate: ((_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": 1000 });
    response.write('[{"Id":', () => response.destroy());
  }) as Lie,

  hangUp: ((request) => request.socket.destroy()) as Lie,

  html: sendsText(200, "<html><body><h1>Sign in to the proxy</h1></body></html>", "text/html"),

  /** To an address where nobody may follow. */
  redirect: ((_request, response) => {
    response.writeHead(301, { Location: "http://127.0.0.1:1/elsewhere" });
    response.end();
  }) as Lie,

  garbage: sendsBytes("\u0000\u0001 I am no web server \r\n\r\n"),
  badJson: sendsText(200, '{"Id": "abc'),
  null: sendsText(200, "null"),
  empty: sendsText(200, ""),
  wrongShape: says(200, { Id: 7, State: "running", Names: { a: 1 } }),

  /** More than anybody should keep. */
  endless: ((_request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    const piece = Buffer.alloc(1 << 20, " ");
    const more = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", more);
    more();
  }) as Lie,
} as const satisfies Record<string, Lie>;
