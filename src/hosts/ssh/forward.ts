import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { Problem } from "#core/problem.ts";
import type { Forward } from "../kind.ts";
import { StdioError } from "../stdio/failure.ts";
import type { Program } from "../stdio/program.ts";
import { forwardArguments } from "./arguments.ts";
import { sshProblem } from "./problems.ts";
import type { SshTarget } from "./target.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";

/** A login and no more. */
const OPEN_WITHIN_MS = 20_000;

/**
 * The ports of one SSH host that are open on the bot's machine.
 *
 * The bot listens itself and passes connections on to a child of its own, instead of letting ssh listen: so a port that
 * is taken is known at once, the port stays while a broken line is made again, and nothing is left when the bot is killed.
 */
export class Forwards implements Disposable {
  readonly #target: SshTarget;
  readonly #program: (args: readonly string[]) => Program;
  readonly #open = new Map<number, Promise<OpenForward>>();

  constructor(target: SshTarget, program: (args: readonly string[]) => Program) {
    this.#target = target;
    this.#program = program;
  }

  /** The same number here as there, so that an address that was given out holds after a restart of the bot. */
  async open(address: string, port: number): Promise<Forward> {
    const known = this.#open.get(port);
    if (known) return known;
    const forward = new OpenForward(address, port, this.#target, (local) =>
      this.#program(forwardArguments(this.#target, local, port)),
    );
    const opened = forward.open().then(() => forward);
    this.#open.set(port, opened);
    forward.onClose = () => this.#open.delete(port);
    opened.catch(() => forward[Symbol.dispose]());
    return opened;
  }

  [Symbol.dispose](): void {
    for (const opened of this.#open.values()) void opened.then((forward) => forward[Symbol.dispose]()).catch(() => {});
  }
}

/** A tunnel from this port of the bot's machine. */
type Through = Tunnel & { readonly port: number };

class OpenForward implements Forward {
  readonly address: string;
  readonly port: number;
  onClose = () => {};
  readonly #target: SshTarget;
  readonly #program: (local: number) => Program;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #closed = new AbortController();
  #tunnel: Promise<Through> | undefined;

  constructor(address: string, port: number, target: SshTarget, program: (local: number) => Program) {
    this.address = address;
    this.port = port;
    this.#target = target;
    this.#program = program;
    this.#server = createServer((client) => void this.#pass(client));
  }

  async open(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.on("error", (error: NodeJS.ErrnoException) => reject(this.#cannotListen(error)));
    this.#server.listen(this.port, this.address, resolve).unref();
    await promise;
    // So that what is in the way of forwarding is said now, and not as a database that does not answer.
    await this.#through().catch((error: unknown) => {
      throw error instanceof StdioError ? sshProblem(error, this.#target) : error;
    });
  }

  [Symbol.dispose](): void {
    this.onClose();
    this.#closed.abort();
    this.#server.close();
    for (const client of this.#clients) client.destroy();
    this.#tunnel?.then((tunnel) => tunnel[Symbol.dispose]()).catch(() => {});
  }

  async #pass(client: Socket): Promise<void> {
    this.#clients.add(client);
    client.once("close", () => this.#clients.delete(client));
    // Until it is passed on there is nobody else to notice.
    client.on("error", () => client.destroy());
    try {
      const { port } = await this.#through();
      const far = connect(port, "127.0.0.1");
      pipeline(client, far, client, () => far.destroy());
    } catch {
      // As a database that cannot be reached: the client's driver says so, and its next attempt tries the line again.
      client.destroy();
    }
  }

  /** The tunnel that runs, or a new one when it broke. */
  #through(): Promise<Through> {
    if (this.#tunnel) return this.#tunnel;
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
    const tunnel = freePort().then(async (port) => ({ port, ...(await openTunnel(this.#program(port), signal)) }));
    const forget = () => {
      if (this.#tunnel === tunnel) this.#tunnel = undefined;
    };
    tunnel.then(({ ended }) => ended.then(forget)).catch(forget);
    this.#tunnel = tunnel;
    return tunnel;
  }

  #cannotListen(error: NodeJS.ErrnoException): Problem {
    if (error.code === "EADDRINUSE") {
      return new Problem("port-taken", `Port ${this.port} on the bot's machine is already in use.`, {
        hint: "Choose another with --port, or leave it out and get a free one.",
        cause: error,
      });
    }
    return new Problem("configuration", `The bot's machine cannot listen on ${this.address} (${error.code}).`, {
      hint: `Look at forward=${this.address} of ${this.#target.host} in the settings.`,
      cause: error,
    });
  }
}

/** Free a moment ago: ssh cannot choose one itself for -L, and says so when it was taken meanwhile. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().on("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
  });
  return promise;
}
