import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** A request to create a container, as a client sent it. */
export interface Recorded {
  /** Without the version: `/containers/create`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the CLI did with a line: the request it made, or what it said instead. */
export type Judgement = { readonly request: Recorded } | { readonly refusal: string };

/**
 * Runs the real Docker CLI against a socket that answers like an engine and creates nothing. `judge` gives the request
 * that `docker create <words>` would send; up to `slots` run side by side, each against a socket of its own.
 */
export async function startRecording(slots: number): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-recording-"));
  const sockets = await Promise.all(Array.from({ length: slots }, (_, slot) => listen(join(folder, `${slot}.sock`))));
  const free = [...sockets];
  const waiting: ((socket: Socket) => void)[] = [];

  return {
    async judge(command, words) {
      const socket = free.pop() ?? (await new Promise<Socket>((resolve) => waiting.push(resolve)));
      try {
        return await judge(socket, folder, command, words);
      } finally {
        const next = waiting.shift();
        if (next) next(socket);
        else free.push(socket);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(sockets.map((socket) => socket.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Recording extends AsyncDisposable {
  judge(command: readonly string[], words: readonly string[]): Promise<Judgement>;
}

/** The version of the CLI on this machine, or undefined when there is none. */
export async function cliVersion(): Promise<string | undefined> {
  const { output, failed } = await run(["--version"], {});
  return failed ? undefined : output.trim();
}

interface Socket {
  readonly path: string;
  recorded: Recorded | undefined;
  close(): Promise<void>;
}

async function judge(
  socket: Socket,
  folder: string,
  command: readonly string[],
  words: readonly string[],
): Promise<Judgement> {
  socket.recorded = undefined;
  // A settings folder of its own: proxies and contexts of whoever runs the test would change the request.
  const env = { DOCKER_HOST: `unix://${socket.path}`, DOCKER_CONFIG: folder, HOME: folder };
  const { output, failed } = await run([...command, ...words], { env, cwd: folder });
  if (socket.recorded !== undefined && !failed) return { request: socket.recorded };
  return { refusal: output.trim() };
}

function run(
  words: readonly string[],
  options: { env?: Record<string, string>; cwd?: string },
): Promise<{ output: string; failed: boolean }> {
  const env = { PATH: process.env["PATH"] ?? "", ...options.env };
  return new Promise((resolve) => {
    execFile("docker", words, { ...options, env, timeout: 20_000, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      resolve({ output: stdout + stderr, failed: error !== null });
    });
  });
}

async function listen(path: string): Promise<Socket> {
  const server = createServer((request, response) => {
    void answer(socket, request, response);
  });
  const socket: Socket = {
    path,
    recorded: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => {
    server.listen(path, resolve);
  });
  return socket;
}

async function answer(socket: Socket, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://engine");
  const path = url.pathname.replace(/^\/v[\d.]+/, "");
  const sent = await text(request);
  // Newer than any CLI, so that each speaks its newest version.
  response.setHeader("Api-Version", "1.99").setHeader("Ostype", "linux").setHeader("Content-Type", "application/json");
  if (path === "/containers/create") {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const body = JSON.parse(sent) as Recorded["body"];
    socket.recorded = { path, query: Object.fromEntries(url.searchParams), body };
    response.statusCode = 201;
    response.end(JSON.stringify({ Id: "recorded", Warnings: [] }));
  } else if (path === "/containers/recorded/start") {
    response.statusCode = 204;
    response.end();
  } else {
    response.end(path === "/_ping" ? "OK" : "{}");
  }
}
