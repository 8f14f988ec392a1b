import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { readBody } from "./body.ts";
import type { Body } from "./body.ts";
import { Gateway } from "./gateway.ts";
import { changedBy, no, routes } from "./routes.ts";
import type { Answer } from "./routes.ts";
import { TOKEN, Workspace } from "./state.ts";
import type { Thing } from "./state.ts";
import { loadOracle } from "./validate.ts";
import type { Oracle } from "./validate.ts";

/** What a test makes a call answer instead. */
export type Fault =
  | (Answer & { readonly kind: "status"; readonly headers?: Readonly<Record<string, string>> })
  /** Done, but the answer never arrives. */
  | { readonly kind: "cut-after" }
  /** Never answered. */
  | { readonly kind: "hang" };

export interface Call {
  /** `PATCH /webhooks/…/messages/@original`, without the version. */
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: Thing;
  readonly auth: string | undefined;
  readonly at: number;
}

/** A Discord on the loopback interface, for the real discord.js to talk to. */
export class LoopbackDiscord {
  readonly workspace = new Workspace();
  readonly gateway = new Gateway();
  readonly calls: Call[] = [];
  /** Asked before each call. */
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** What a file somebody uploaded has in it, by its path below /files/. */
  readonly uploads = new Map<string, Uint8Array>();
  /** The paths of those that were fetched. */
  readonly downloads: string[] = [];
  /** Nobody gets one before this is over. */
  holdsDownloads: Promise<void> | undefined;
  sessionsLeft = 1_000;
  sessionsResetMs = 1_000;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #connections = new Set<Socket>();
  readonly #oracle: Oracle;

  constructor(oracle: Oracle) {
    this.#oracle = oracle;
    this.#server.on("connection", (socket) => {
      this.#connections.add(socket);
      socket.on("close", () => this.#connections.delete(socket));
    });
    this.#server.on("upgrade", (request, socket, head) => this.gateway.upgrade(request, socket, head));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.gateway.url = `${this.origin.replace("http", "ws")}/gateway`;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api`;
  }

  /** The calls whose path begins so, `POST /interactions`. */
  callsTo(beginning: string): readonly Call[] {
    return this.calls.filter(({ method, path }) => `${method} ${path}`.startsWith(beginning));
  }

  async close(): Promise<void> {
    this.gateway.terminate();
    for (const socket of this.#connections) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const url = new URL(request.url ?? "/", this.origin);
    if (url.pathname.startsWith("/files/")) {
      this.downloads.push(url.pathname);
      await this.holdsDownloads;
      const upload = this.uploads.get(url.pathname);
      return void response.writeHead(upload ? 200 : 404).end(upload);
    }
    const path = decodeURIComponent(url.pathname.replace("/api/v10", ""));
    const method = request.method ?? "";
    const body = await readBody(bytes, request.headers["content-type"] ?? "");
    const query = url.searchParams.toString();
    const call: Call = { method, path, query, body: body.json, auth: request.headers.authorization, at: Date.now() };
    this.calls.push(call);
    // Before anything else, as what is answered wrongly on purpose was sent all the same.
    const refusal = this.#refusal(call, body, url.searchParams);
    const fault = this.fault(call);
    if (fault?.kind === "hang") return;
    if (fault?.kind === "status") return finish(response, fault, fault.headers);
    const answer = refusal ?? this.#answerTo(call, body, url.searchParams);
    if (fault) response.destroy();
    else finish(response, answer);
  }

  /** What breaks Discord's rules is refused as Discord does it, and noted. */
  #refusal({ method, path }: Call, body: Body, query: URLSearchParams): Answer | undefined {
    const before = method === "POST" || method === "PATCH" ? changedBy(this.workspace, path) : undefined;
    const faults = this.#oracle.faultsOf({ ...body, method, path, query, before });
    this.workspace.violations.push(...faults.map((fault) => `${method} ${path}: ${fault}`));
    if (faults.length === 0) return undefined;
    const errors = { _errors: faults.map((message) => ({ code: "INVALID", message })) };
    return { status: 400, body: { code: 50_035, message: "Invalid Form Body", errors } };
  }

  /** An answer that Discord would not give would prove nothing. */
  #answerTo(call: Call, body: Body, query: URLSearchParams): Answer {
    const { method, path } = call;
    const answer = this.#route(call, body, query);
    const fault = answer.status < 300 ? this.#oracle.faultOfAnswer(method, path, answer.body) : undefined;
    if (fault !== undefined) this.workspace.violations.push(`the answer to ${method} ${path}: ${fault}`);
    return answer;
  }

  #route({ method, path, auth }: Call, body: Body, query: URLSearchParams): Answer {
    const authorised = auth === `Bot ${TOKEN}`;
    if (method === "GET" && path === "/gateway/bot") {
      if (!authorised) return no(401, 0, "401: Unauthorized");
      const session_start_limit = {
        total: 1_000,
        remaining: this.sessionsLeft,
        reset_after: this.sessionsResetMs,
        max_concurrency: 1,
      };
      return { status: 200, body: { url: this.gateway.url, shards: 1, session_start_limit } };
    }
    for (const [verb, pattern, needsAuth, answer] of routes) {
      const ids = verb === method ? pattern.exec(path) : null;
      if (!ids) continue;
      if (needsAuth && !authorised) return no(401, 0, "401: Unauthorized");
      if (!needsAuth && auth !== undefined) this.workspace.violations.push(`${method} ${path}: sent with a bot token`);
      return answer({ workspace: this.workspace, ids: ids.slice(1), query, ...body });
    }
    return no(404, 0, "404: Not Found");
  }
}

export async function startDiscord(): Promise<LoopbackDiscord> {
  const discord = new LoopbackDiscord(await loadOracle());
  await discord.listen();
  return discord;
}

function finish(
  response: ServerResponse,
  { status, body }: Answer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...(status !== 204 && { "content-type": "application/json" }), ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
