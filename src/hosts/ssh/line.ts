import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { Agent } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ping } from "../docker/exchange.ts";
import { StdioError } from "../stdio/failure.ts";
import type { Program } from "../stdio/program.ts";
import { lineArguments } from "./arguments.ts";
import { isPlainPath, type SshTarget } from "./target.ts";
import { openTunnel, type Tunnel } from "./tunnel.ts";

/** A login, and a docker command on the other side. */
const OPEN_WITHIN_MS = 20_000;
/** A server that does not forward sockets is not asked again and again; one that was not reached may be in a moment. */
const AGAIN_AFTER_MS = { refused: 5 * 60_000, unreached: 5_000 };
/** What ssh ends with when it failed itself. */
const SSH_FAILED = 255;
/** Where an engine's socket is nearly everywhere. */
const USUAL = "/var/run/docker.sock";
const FOLDER = "longshore-ssh-";
const SOCKET = "docker.sock";
/** What Docker says of its endpoint; whatever else is said before it is somebody's greeting. */
const TOLD = /^([a-z]+:\/\/\S+)\r?$/m;

interface OpenLine extends AsyncDisposable {
  readonly path: string;
}

/**
 * The engine's socket of the other side as a socket of this machine, through one ssh for any number of connections.
 *
 * A connection through it costs a millisecond and no login, and it has ended as soon as the engine has ended it. Not
 * every server lets sockets through, and what is wrong with an engine it does not say: it comes beside the connections
 * over stdio, never in their place.
 */
export class Line implements Disposable {
  readonly #target: SshTarget;
  readonly #program: (args: readonly string[]) => Program;
  readonly #closed = new AbortController();
  #opening: Promise<void> | undefined;
  #open: OpenLine | undefined;
  /** A connection did not get through; those that did may go on. */
  #doubted = false;
  #notBefore = 0;

  constructor(target: SshTarget, program: (args: readonly string[]) => Program) {
    this.#target = target;
    this.#program = program;
  }

  /** A connection through it; undefined when there is no way through. */
  connect(): Socket | undefined {
    if (!this.#open || this.#doubted) return undefined;
    const socket = connect(this.#open.path);
    // ssh takes every connection, and closes those that it gets no further with.
    const end = () => {
      if (socket.bytesRead === 0) this.#doubted = true;
    };
    return socket.once("end", end).once("error", end);
  }

  /** Sees to it that it is open, unless that failed a moment ago. Never throws: there is another way. */
  async open(): Promise<void> {
    this.#opening ??= this.#look().finally(() => (this.#opening = undefined));
    await this.#opening;
  }

  [Symbol.dispose](): void {
    this.#closed.abort();
    void this.#open?.[Symbol.asyncDispose]();
  }

  async #look(): Promise<void> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
    try {
      if (this.#open) {
        if (this.#doubted) await answers(this.#open, signal);
        this.#doubted = false;
      } else if (performance.now() >= this.#notBefore) {
        await sweep();
        this.#open = await this.#through(signal);
      }
    } catch (error) {
      // Why the engine cannot be reached, the next request over stdio says.
      const isUnreached = error instanceof StdioError && error.failure.exitCode === SSH_FAILED;
      this.#notBefore = performance.now() + AGAIN_AFTER_MS[isUnreached ? "unreached" : "refused"];
    }
  }

  /** @throws Error when there is no way through. */
  async #through(signal: AbortSignal): Promise<OpenLine> {
    const { socket } = this.#target;
    let line = await this.#tunnel(socket ?? USUAL, signal);
    if (socket === undefined && line.told !== USUAL) {
      await line[Symbol.asyncDispose]();
      line = await this.#tunnel(line.told, signal);
    }
    try {
      await answers(line, signal);
    } catch (error) {
      await line[Symbol.asyncDispose]();
      throw error;
    }
    void line.ended.then(() => {
      this.#open = undefined;
      // It did work: the next one that is kept ready opens it again.
      this.#notBefore = 0;
      return line[Symbol.asyncDispose]();
    });
    return line;
  }

  /** A socket of this machine for one of the other; and what the other's `docker` uses. */
  async #tunnel(remote: string, signal: AbortSignal): Promise<OpenLine & Pick<Tunnel, "ended"> & { told: string }> {
    // Nobody but the bot's user gets in: what is here is root on the other side.
    const folder = await mkdtemp(join(tmpdir(), FOLDER));
    const path = join(folder, SOCKET);
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      // ssh takes a colon for the end of a path; and that of Windows has no sockets.
      if (!isPlainPath(path) || !isPlainPath(remote)) throw new Error(`no socket for ssh: ${path}, ${remote}`);
      const program = this.#program(lineArguments(this.#target, path, remote));
      const tunnel = await openTunnel(program, signal, TOLD);
      const close = async () => {
        tunnel[Symbol.dispose]();
        await remove();
      };
      return { path, told: tunnel.told.replace(/^unix:\/\//, ""), ended: tunnel.ended, [Symbol.asyncDispose]: close };
    } catch (error) {
      await remove();
      throw error;
    }
  }
}

/** @throws DockerError when no engine does. */
function answers({ path }: OpenLine, signal: AbortSignal): Promise<void> {
  return ping({ host: "docker", agent: new Agent({ socketPath: path } as object) }, OPEN_WITHIN_MS, signal);
}

/** Takes away what bots left behind that were killed: folders of ours whose socket nobody listens on. */
async function sweep(): Promise<void> {
  const all = await readdir(tmpdir());
  await Promise.all(
    all.filter((name) => name.startsWith(FOLDER)).map((name) => removeIfDead(join(tmpdir(), name)).catch(() => {})),
  );
}

/** One that is being opened has no socket yet. */
const OPENED_BY_NOW_MS = 2 * OPEN_WITHIN_MS;

async function removeIfDead(folder: string): Promise<void> {
  const { uid, mtimeMs } = await stat(folder);
  if (uid !== process.getuid?.() || Date.now() - mtimeMs < OPENED_BY_NOW_MS) return;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(join(folder, SOCKET), () => resolve(true)).on("error", () => resolve(false));
  const alive = await promise;
  socket.destroy();
  if (!alive) await rm(folder, { recursive: true, force: true });
}
