import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { APPLICATION, BOT_USER, GUILD, TOKEN } from "./state.ts";
import type { Thing } from "./state.ts";

/** Discord's gateway: greets, identifies, resumes, and ends connections the way a test wants. */
export class Gateway {
  readonly identified: Thing[] = [];
  readonly identifiedAt: number[] = [];
  readonly resumed: { readonly seq: number; readonly at: number }[] = [];
  readonly closeCodes: number[] = [];
  /** Asked at each identify: a close code instead of a greeting. */
  refuse: number | undefined;
  /** Asked after each greeting: a close code by which it is taken back. */
  closesAtOnce: number | undefined;
  /** No hello is said. */
  greets = true;
  /** Whether the first answer to a resume is "invalid session". */
  forgets = false;
  heartbeatMs = 41_250;
  /** Connections end before they are made. */
  refusesConnections = false;
  /** When they did. */
  readonly refused: number[] = [];
  /** A resume brings everything again, what had arrived too. */
  replaysAll = false;
  /** Where the session is resumed; default: where it began. */
  resumeUrl: string | undefined;
  url = "";
  readonly #web = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  /** Everything that was dispatched in this session, for a resume. */
  #sent: { readonly s: number; readonly text: string }[] = [];
  #sequence = 0;
  #isReady = false;
  acknowledgesHeartbeats = true;

  get connections(): number {
    return this.#sockets.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.refusesConnections) {
      this.refused.push(Date.now());
      socket.destroy();
      return;
    }
    this.#web.handleUpgrade(request, socket, head, (connection) => this.#greet(connection));
  }

  /** To whoever is connected; kept for a resume. */
  dispatch(event: string, data: unknown): void {
    const s = ++this.#sequence;
    const text = JSON.stringify({ op: 0, t: event, s, d: data });
    this.#sent.push({ s, text });
    if (this.#isReady) for (const socket of this.#sockets) socket.send(text);
  }

  /** Bytes as they are. */
  raw(text: string): void {
    for (const socket of this.#sockets) socket.send(text);
  }

  reconnect(): void {
    this.raw(JSON.stringify({ op: 7, d: null }));
  }

  close(code: number): void {
    this.#isReady = false;
    for (const socket of this.#sockets) {
      if (code === 1006) socket.terminate();
      else socket.close(code);
    }
  }

  /** From now on it never answers a close. */
  neverCloses(): void {
    for (const socket of this.#sockets) (socket as unknown as { _socket: Duplex })._socket.pause();
  }

  terminate(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #greet(connection: WebSocket): void {
    this.#sockets.add(connection);
    connection.on("close", (code) => {
      this.#sockets.delete(connection);
      this.closeCodes.push(code);
    });
    connection.on("error", () => undefined);
    connection.on("message", (data) => this.#receive(connection, JSON.parse((data as Buffer).toString()) as Thing));
    if (this.greets) connection.send(JSON.stringify({ op: 10, d: { heartbeat_interval: this.heartbeatMs } }));
  }

  #receive(connection: WebSocket, { op, d }: Thing): void {
    if (op === 1 && this.acknowledgesHeartbeats) connection.send(JSON.stringify({ op: 11 }));
    if (op === 2) this.#identify(connection, d as Thing);
    if (op === 6) this.#resume(connection, d as Thing);
  }

  #identify(connection: WebSocket, data: Thing): void {
    this.identified.push(data);
    this.identifiedAt.push(Date.now());
    const refusal = data["token"] === TOKEN ? this.refuse : 4004;
    if (refusal !== undefined) return connection.close(refusal);
    this.#sent = [];
    this.#sequence = 1;
    this.#isReady = true;
    const ready = {
      v: 10,
      user: { id: BOT_USER, username: "longshore", discriminator: "0", avatar: null, bot: true },
      guilds: [{ id: GUILD, unavailable: true }],
      session_id: "session",
      resume_gateway_url: this.resumeUrl ?? this.url,
      application: { id: APPLICATION, flags: 0 },
    };
    connection.send(JSON.stringify({ op: 0, t: "READY", s: 1, d: ready }));
    if (this.closesAtOnce !== undefined) connection.close(this.closesAtOnce);
  }

  #resume(connection: WebSocket, { seq }: Thing): void {
    this.resumed.push({ seq: Number(seq), at: Date.now() });
    if (this.forgets) return connection.send(JSON.stringify({ op: 9, d: false }));
    this.#isReady = true;
    for (const { s, text } of this.#sent) if (this.replaysAll || s > Number(seq)) connection.send(text);
    connection.send(JSON.stringify({ op: 0, t: "RESUMED", s: ++this.#sequence, d: {} }));
  }
}
