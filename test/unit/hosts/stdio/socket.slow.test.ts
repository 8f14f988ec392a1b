import { request } from "node:http";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { Agents } from "#hosts/docker/modem.ts";
import { StdioAgent } from "#hosts/stdio/agent.ts";
import { newMark, scriptWithMark, withMark } from "#hosts/stdio/end-mark.ts";
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

// What an engine makes of an exec: an answer without a length, and then the connection is closed.
const RAW = `
process.stdin.on("data", (asked) => {
  const [, path] = String(asked).split(" ");
  if (path === "/_ping") return process.stdout.write("HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nOK");
  if (path === "/nothing") process.exit(0);
  const code = path === "/5" ? 9 : 0;
  process.stdout.write("HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n\\r\\n");
  if (path === "/stays") return process.stdout.write("said", () => { require("fs").closeSync(1); process.stdin.on("end", process.exit); });
  process.stdout.write("x".repeat(Number(path.slice(1))), () => process.exit(code));
});
`;

/** How a command and the mark become what a shell is told: as for ssh, whose shell may be any, and as for WSL's `sh`. */
type Form = (command: readonly string[], mark: string) => string;
const inALine: Form = (command, mark) => withMark(command, mark).join(" ");
const forms = [
  { shell: "any shell", form: inALine },
  { shell: "sh", form: scriptWithMark },
];

/** A host whose shell says the mark and then stays, as it would behind ssh or wsl.exe. */
function host(shell: (line: string) => string = (line) => line, form: Form = inALine) {
  const mark = newMark();
  const dial = [JSON.stringify(process.execPath), "-e", `'${RAW.replaceAll("\n", " ")}'`];
  const program = (line: string) => ({
    command: "sh",
    args: ["-c", shell(line)],
    env: { PATH: process.env["PATH"] },
  });
  const marked = { program: program(form(dial, mark)), mark };
  const stdio = {
    program: program(dial.join(" ")),
    marked,
    explain: (error: StdioError) => error,
    starts: new Starts(),
  };
  const made: StdioAgent[] = [];
  const connection = { kind: "test", url: "test://", host: "docker", address: "", bind: undefined, local: false };
  const pools = new Agents({
    ...connection,
    slowToOpen: true,
    agent(options) {
      const agent = new StdioAgent(stdio, options);
      made.push(agent);
      agents.push(agent);
      return agent;
    },
  });
  const children = () => made.reduce((sum, agent) => sum + agent.children, 0);
  /** Those that have answered and wait for a request. */
  const kept = () => made.flatMap(({ freeSockets }) => Object.values(freeSockets).flat()).length;
  const ran = async (path: string): Promise<string> => {
    const message = { method: "POST", path, headers: {}, content: undefined, stream: true };
    const limits = { signal: AbortSignal.timeout(20_000), headersMs: 20_000, idleMs: 20_000, long: true };
    return text((await pools.exchange(message, limits)) as Readable);
  };
  return { pools, children, kept, ran };
}

/** The first one is run as every host takes it; from then on four are kept ready. */
async function readyHost(form: Form = inALine) {
  const ready = host(undefined, form);
  expect(await ready.ran("/3")).toBe("xxx");
  await expect.poll(ready.kept, { timeout: 20_000 }).toBe(4);
  return ready;
}

describe("a connection for a stream", () => {
  test.each(forms)("has ended when the program behind it has, whatever is between stays: $shell", async ({ form }) => {
    const { ran, children } = await readyHost(form);
    // Nothing but the mark tells the end of these: their shells wait.
    expect(await ran("/1000")).toHaveLength(1000);
    expect(await ran("/0")).toBe("");
    expect(await ran("/20000000")).toHaveLength(20_000_000);
    await expect.poll(children, { timeout: 20_000 }).toBe(4);
  });

  test("has ended when the program has closed its output, where the host's shell is sh", async () => {
    const { ran, children } = await readyHost(scriptWithMark);
    expect(await ran("/stays")).toBe("said");
    await expect.poll(children, { timeout: 20_000 }).toBe(4);
  });

  test("that breaks after its answer has begun is a failure, and so is one without an answer", async () => {
    const plain = host();
    await expect(plain.ran("/5")).rejects.toThrow("exit code 9");
    const { ran } = await readyHost();
    await expect(ran("/5")).rejects.toThrow("exit code 9");
    // One that was kept ready has answered before and is known to be whole; a new one is asked why it ended.
    await expect(ran("/nothing")).rejects.toThrow(/socket hang up|exit code 0/);
  });

  test.each(forms)("is no more than it was after many, in a row and at once: $shell", async ({ form }) => {
    const { ran, children } = await readyHost(form);
    for (let count = 0; count < 20; count++) expect(await ran("/3")).toBe("xxx");
    const all = await Promise.all(Array.from({ length: 20 }, () => ran("/30")));
    expect(new Set(all)).toEqual(new Set(["x".repeat(30)]));
    await expect.poll(children, { timeout: 20_000 }).toBe(4);
  });

  test("is kept ready as well where the shell takes one command only", async () => {
    const { ran, children } = host((line) => (line.includes("&&") ? "echo not allowed; exit 1" : `exec ${line}`));
    expect(await ran("/3")).toBe("xxx");
    // Found out by those that nobody waited for; the next use after that brings others.
    const used = async () => {
      if (children() === 0) expect(await ran("/3")).toBe("xxx");
      return children();
    };
    await expect.poll(used, { timeout: 20_000, interval: 100 }).toBe(4);
    expect(await ran("/3")).toBe("xxx");
  });

  test("leaves nothing when the host is closed while it stays", async () => {
    const { pools, ran, children } = await readyHost();
    await ran("/3");
    pools[Symbol.dispose]();
    await expect.poll(children).toBe(0);
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
