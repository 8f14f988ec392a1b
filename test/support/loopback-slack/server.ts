import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { ResponseUrls } from "./response-urls.ts";
import { lacks } from "./scopes.ts";
import type { Thing } from "./validate.ts";
import { APP, APP_TOKEN, BOT_TOKEN, methods, Workspace } from "./web-api.ts";

/** What a test makes a call answer instead: JSON, a status, or nothing at all (the connection is cut). */
export type Fault =
  | { readonly kind: "answer"; readonly body: Thing }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Done, but the answer never arrives. */
  | { readonly kind: "cut-after" }
  /** Never answered. */
  | { readonly kind: "hang" };

export interface Call {
  readonly method: string;
  readonly args: Thing;
  readonly token: string | undefined;
  readonly at: number;
}

/** A Slack on the loopback interface, for the real SDK to talk to. */
export class LoopbackSlack {
  readonly workspace = new Workspace();
  readonly hooks = new ResponseUrls(this.workspace);
  readonly calls: Call[] = [];
  readonly sockets = new Set<WebSocket>();
  readonly acks: { readonly envelope_id: string; readonly payload: Thing; readonly at: number }[] = [];
  /** Asked before each call and each post to a response_url (as "response_url"). */
  fault: (method: string, args: Thing) => Fault | undefined = () => undefined;
  /** Asked when a socket connects; false and no hello is said. */
  greets = true;
  closeCodes: number[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #web = new WebSocketServer({ noServer: true, autoPong: true });
  readonly #connections = new Set<Socket>();
  readonly #ackWaiters = new Map<string, (payload: Thing) => void>();

  constructor() {
    this.#server.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
    this.#server.on("upgrade", (request, socket, head) => {
      this.#web.handleUpgrade(request, socket, head, (connection) => this.#greet(connection));
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    for (const socket of this.#connections) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Sends an envelope over a socket; resolves with the acknowledgement's payload. */
  async envelope(type: string, payload: Thing, more: Thing = {}): Promise<Thing> {
    const envelope_id = this.workspace.newId("env");
    const socket = [...this.sockets].findLast(({ readyState }) => readyState === 1);
    if (!socket) throw new Error("No socket is connected");
    const acked = new Promise<Thing>((resolve) => this.#ackWaiters.set(envelope_id, resolve));
    socket.send(JSON.stringify({ envelope_id, type, accepts_response_payload: true, payload, ...more }));
    return acked;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const { pathname } = new URL(request.url ?? "/", this.origin);
    if (pathname.startsWith("/api/")) return this.#api(pathname.slice(5), body, request, response);
    if (pathname.startsWith("/hooks/")) return this.#hook(pathname, body, response);
    if (pathname.startsWith("/upload/")) return this.#upload(pathname.slice(8), body, request, response);
    response.writeHead(404).end();
  }

  #api(method: string, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const args = Object.fromEntries(new URLSearchParams(body.toString()));
    const token = request.headers.authorization?.replace(/^Bearer /, "");
    this.calls.push({ method, args, token, at: Date.now() });
    const answer = (): Thing => {
      if (method === "apps.connections.open") {
        if (token !== APP_TOKEN) return { ok: false, error: "invalid_auth" };
        return { ok: true, url: `${this.origin.replace("http", "ws")}/link/?ticket=secret` };
      }
      if (token !== BOT_TOKEN) return { ok: false, error: "invalid_auth" };
      const needed = this.workspace.scopes && lacks(method, this.workspace.scopes);
      if (needed !== undefined) {
        this.workspace.violations.push(`${method} without ${needed}`);
        return { ok: false, error: "missing_scope", needed, provided: this.workspace.scopes?.join(",") };
      }
      return methods[method]?.(this.workspace, args, this.origin) ?? { ok: false, error: "unknown_method" };
    };
    const { scopes } = this.workspace;
    const headers = scopes ? { "x-oauth-scopes": scopes.join(",") } : {};
    finish(response, this.fault(method, args), answer, headers);
  }

  #hook(path: string, body: Buffer, response: ServerResponse): void {
    const message = JSON.parse(body.toString()) as Thing;
    const fault = this.fault("response_url", message);
    if (fault && fault.kind !== "cut-after") return finish(response, fault, () => ({}), {});
    const { status, body: text } = this.hooks.post(path, message);
    if (fault) response.destroy();
    else response.writeHead(status).end(text);
  }

  #upload(id: string, body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const fault = this.fault("upload", { id });
    const file = this.workspace.files.find((file) => file.id === id);
    if (file && !fault) file.bytes = partOf(body, request.headers["content-type"] ?? "");
    if (fault) finish(response, fault, () => ({}), {});
    else response.writeHead(file ? 200 : 404).end("OK");
  }

  #greet(connection: WebSocket): void {
    this.sockets.add(connection);
    connection.on("close", (code) => {
      this.sockets.delete(connection);
      this.closeCodes.push(code);
    });
    connection.on("error", () => undefined);
    connection.on("message", (data) => {
      const { envelope_id, payload = {} } = JSON.parse((data as Buffer).toString()) as {
        envelope_id: string;
        payload?: Thing;
      };
      this.acks.push({ envelope_id, payload, at: Date.now() });
      this.#ackWaiters.get(envelope_id)?.(payload);
    });
    if (this.greets)
      connection.send(
        JSON.stringify({ type: "hello", num_connections: this.sockets.size, connection_info: { app_id: APP } }),
      );
  }
}

export async function startSlack(): Promise<LoopbackSlack> {
  const slack = new LoopbackSlack();
  await slack.listen();
  return slack;
}

function finish(
  response: ServerResponse,
  fault: Fault | undefined,
  answer: () => Thing,
  headers: Readonly<Record<string, string>>,
): void {
  if (fault?.kind === "hang") return;
  if (fault?.kind === "status") {
    response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? "");
    return;
  }
  const body = fault?.kind === "answer" ? fault.body : answer();
  if (fault?.kind === "cut-after") response.destroy();
  else response.writeHead(200, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

/** The content of the one part of a multipart body, byte for byte. */
function partOf(body: Buffer, contentType: string): Uint8Array {
  const [, boundary = ""] = /boundary=(.+)$/.exec(contentType) ?? [];
  const begin = body.indexOf("\r\n\r\n") + 4;
  return new Uint8Array(body.subarray(begin, body.lastIndexOf(`\r\n--${boundary}`)));
}
