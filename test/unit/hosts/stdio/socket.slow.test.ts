import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { StdioAgent } from "#hosts/stdio/agent.ts";
import { StdioError } from "#hosts/stdio/failure.ts";
import { Starts } from "#hosts/stdio/starts.ts";

// A child that is an HTTP server on its stdio, as `docker system dial-stdio` makes of an engine.
const SERVER = `
const { createServer } = require("node:http");
const { Duplex } = require("node:stream");
const server = createServer((request, response) => {
  if (request.url === "/pid") return response.end(String(process.pid));
  if (request.url === "/exit") return response.end("bye", () => setImmediate(() => process.exit(0)));
  if (request.url === "/break") { response.write("half"); return setTimeout(() => process.exit(255), 50); }
  if (request.url === "/big") return response.end(Buffer.alloc(20 << 20, "x"));
  if (request.url === "/wait") return response.write("waiting");
  const hash = require("node:crypto").createHash("sha256");
  request.on("data", (part) => hash.update(part)).on("end", () => response.end(hash.digest("hex")));
});
const socket = Duplex.from({ readable: process.stdin, writable: process.stdout });
Object.assign(socket, { setTimeout() {}, setNoDelay() {}, setKeepAlive() {}, destroySoon() { this.end(); } });
server.emit("connection", socket);
`;

const agents: StdioAgent[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

function agentOf(script: string, options: object = { keepAlive: true }): StdioAgent {
  const program = { command: process.execPath, args: ["-e", script], env: { PATH: process.env["PATH"] } };
  const agent = new StdioAgent({ program, explain: (error) => error, starts: new Starts() }, options);
  agents.push(agent);
  return agent;
}

function ask(agent: StdioAgent, path: string, body?: Buffer): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request({ host: "docker", agent, path, method: body ? "POST" : "GET" }, (answer) => {
    text(answer).then(resolve, reject);
  });
  sent.on("error", reject);
  sent.end(body);
  return promise;
}

/** A stream that has begun and does not end. */
function waitingOn(agent: StdioAgent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ host: "docker", agent, path: "/wait" }, resolve).on("error", reject).end();
  return promise;
}

async function failureOf(promise: Promise<unknown>): Promise<StdioError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof StdioError) return error;
  throw new Error(`no StdioError: ${String(error)}`);
}

/** A script that says something and ends. */
const ending = (words: string, code: number, stream = "stdout") =>
  `process.${stream}.write(${words}, () => process.exit(${code}))`;

describe("a connection over a child's stdio", () => {
  test("is used again, and by one child", async () => {
    const agent = agentOf(SERVER);
    const first = await ask(agent, "/pid");
    for (let count = 0; count < 20; count++) expect(await ask(agent, "/pid")).toBe(first);
    expect(agent.children).toBe(1);
  });

  test("is one of a bounded number", async () => {
    const agent = agentOf(SERVER, { keepAlive: true, maxSockets: 3 });
    await Promise.all(Array.from({ length: 20 }, () => ask(agent, "/pid")));
    expect(agent.children).toBeLessThanOrEqual(3);
  });

  test("for streams is started before it is wanted, and four at most", async () => {
    const agent = agentOf(SERVER, { keepAlive: false });
    const streams = [await waitingOn(agent)];
    await expect.poll(() => agent.children).toBe(5);
    // What was started before is what is used next; others take its place.
    streams.push(await waitingOn(agent), await waitingOn(agent));
    await expect.poll(() => agent.children).toBe(7);
    for (const stream of streams) stream.destroy();
    await expect.poll(() => agent.children).toBe(4);
    agent.destroy();
    await expect.poll(() => agent.children).toBe(0);
  });

  test("carries a large answer and a large request whole", async () => {
    const agent = agentOf(SERVER);
    expect((await ask(agent, "/big")).length).toBe(20 << 20);
    const { createHash, randomBytes } = await import("node:crypto");
    const body = randomBytes(5 << 20);
    expect(await ask(agent, "/hash", body)).toBe(createHash("sha256").update(body).digest("hex"));
  });

  test("does not read on while nobody takes what was read", async () => {
    const agent = agentOf(SERVER);
    const { promise, resolve } = Promise.withResolvers<number>();
    request({ host: "docker", agent, path: "/big" }, (answer) => {
      answer.pause();
      setTimeout(() => {
        resolve(answer.readableLength + answer.socket.readableLength);
        answer.destroy();
      }, 300);
    }).end();
    expect(await promise).toBeLessThan(1 << 20);
  });

  test("that ended while it was idle is replaced", async () => {
    const agent = agentOf(SERVER);
    const first = await ask(agent, "/pid");
    expect(await ask(agent, "/exit")).toBe("bye");
    await expect.poll(() => agent.children).toBe(0);
    expect(await ask(agent, "/pid")).not.toBe(first);
  });

  test("that breaks in the middle of an answer is a failure, not an end", async () => {
    const { failure } = await failureOf(ask(agentOf(SERVER), "/break").catch((error: Error) => Promise.reject(error)));
    expect(failure).toMatchObject({ exitCode: 255, begun: true });
  });

  test("does not mind a greeting before the answer", async () => {
    const agent = agentOf(`process.stdout.write("Welcome to lab!\\n"); ${SERVER}`);
    expect(await ask(agent, "/pid")).toMatch(/^\d+$/);
  });

  test("gives up on a program that talks without end", async () => {
    const endless = `setInterval(() => process.stdout.write("x".repeat(9999)), 1)`;
    const { failure } = await failureOf(ask(agentOf(endless), "/"));
    expect(failure.said.length).toBeLessThanOrEqual(8192);
  });

  test("ends its children when it is destroyed, those that are asked included", async () => {
    const agent = agentOf(SERVER);
    const pid = Number(await ask(agent, "/pid"));
    const waiting = Array.from({ length: 3 }, () => ask(agent, "/wait").catch(() => "ended"));
    await expect.poll(() => agent.children).toBe(3);
    agent.destroy();
    expect(await Promise.all(waiting)).toEqual(["ended", "ended", "ended"]);
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(ask(agent, "/pid")).rejects.toThrow("the connection is closed");
  });

  test("kills what does not end when it is asked to", async () => {
    const agent = agentOf(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); ${SERVER}`);
    const pid = Number(await ask(agent, "/pid"));
    agent.destroy();
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });

  test("that may not be made says why", async () => {
    const program = { command: process.execPath, args: ["-e", SERVER], env: {} };
    const refusal = () => new Error("stopped");
    const agent = new StdioAgent({ program, explain: (error) => error, starts: new Starts(), refusal }, {});
    await expect(ask(agent, "/pid")).rejects.toThrow("stopped");
    expect(agent.children).toBe(0);
  });
});

describe("a program that is no connection", () => {
  test("fails with its exit code and what it said on either output", async () => {
    const error = await failureOf(ask(agentOf(ending(`"no such host\\n"`, 255, "stderr")), "/"));
    expect(error.failure).toMatchObject({ exitCode: 255, said: "no such host", begun: false, code: undefined });
    expect(error.message).toContain("ended (exit code 255): no such host");
    const out = await failureOf(ask(agentOf(ending(`"no distribution\\r\\n"`, 255)), "/"));
    expect(out.failure.said).toBe("no distribution");
  });

  test("may say it in UTF-16, in any language", async () => {
    const words = "不存在具有所提供名称的分发。\\r\\nWsl/Service/WSL_E_DISTRO_NOT_FOUND\\r\\n";
    const { failure } = await failureOf(ask(agentOf(ending(`Buffer.from("${words}", "utf16le")`, 255)), "/"));
    expect(failure.said).toBe("不存在具有所提供名称的分发。\r\nWsl/Service/WSL_E_DISTRO_NOT_FOUND");
  });

  test("may end without a word", async () => {
    const { failure, message } = await failureOf(ask(agentOf("process.exit(0)"), "/"));
    expect(failure).toMatchObject({ exitCode: 0, said: "" });
    expect(message).toContain("it said nothing");
  });

  test("may not be there", async () => {
    const program = { command: "/no/such/program", args: [], env: {} };
    const agent = new StdioAgent({ program, explain: (error) => error, starts: new Starts() }, {});
    const { failure } = await failureOf(ask(agent, "/"));
    expect(failure).toMatchObject({ code: "ENOENT", exitCode: null });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
