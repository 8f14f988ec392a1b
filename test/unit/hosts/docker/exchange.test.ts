import { Agent } from "node:http";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DockerError } from "#hosts/docker/docker-error.ts";
import { exchange } from "#hosts/docker/exchange.ts";
import { toMessage } from "#hosts/docker/modem.ts";
import { lies, openLyingEngine, says, type Lie, type LyingEngine } from "#test/support/lying-engine.ts";

let engine: LyingEngine;
let agent: Agent;

beforeEach(async () => {
  engine = await openLyingEngine();
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await engine[Symbol.asyncDispose]();
});

async function ask(lie: Lie, changes: { signal?: AbortSignal; stream?: boolean; content?: Readable } = {}) {
  engine.lie = lie;
  const { hostname, port } = new URL(engine.url);
  const { signal = AbortSignal.timeout(5000), stream = false, content } = changes;
  const message = { method: content ? "POST" : "GET", path: "/info", headers: {}, content, stream };
  const call = { signal, headersMs: 60, idleMs: 60, long: false };
  return exchange({ host: hostname, port: Number(port), agent }, message, call);
}

async function stream(lie: Lie): Promise<AsyncIterable<Buffer>> {
  const answer = await ask(lie, { stream: true });
  if (answer instanceof Readable) return answer;
  throw new Error("no stream");
}

async function failure(promise: Promise<unknown>): Promise<DockerError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof DockerError) return error;
    throw error;
  }
  throw new Error("it was answered");
}

describe("without anybody leaving, a call ends", () => {
  test("when nothing is answered", async () => {
    expect(await failure(ask(lies.silence))).toMatchObject({ kind: "timeout", message: "no answer within 60 ms" });
  });

  test("when the answer stops in the middle", async () => {
    expect(await failure(ask(lies.stall))).toMatchObject({
      kind: "timeout",
      message: "no rest of its answer within 60 ms",
    });
  });

  test("when it only ever drips, with the time for the whole", async () => {
    expect(await failure(ask(lies.drip, { signal: AbortSignal.timeout(150) }))).toMatchObject({ kind: "timeout" });
  });

  test("when a stream stops in the middle", async () => {
    const pieces = await stream(lies.stall);
    expect(await failure(Array.fromAsync(pieces))).toMatchObject({ kind: "timeout" });
  });

  test("when a stream breaks off", async () => {
    const pieces = await stream(lies.truncate);
    expect(await failure(Array.fromAsync(pieces))).toMatchObject({ kind: "transport" });
  });

  test("when a stream's reader takes its time, with the whole of it", async () => {
    const pieces = await stream(says(200, { text: "x".repeat(1 << 20) }));
    let size = 0;
    for await (const piece of pieces) {
      if (size === 0) await new Promise((resolve) => setTimeout(resolve, 150));
      size += piece.length;
    }
    expect(size).toBeGreaterThan(1 << 20);
  });

  test("when what is sent is not taken", async () => {
    const content = Readable.from(
      (async function* () {
        for (;;) yield Buffer.alloc(1 << 20);
      })(),
    );
    expect(await failure(ask(lies.deaf, { content }))).toMatchObject({ kind: "timeout" });
  });

  test("when what is sent cannot be read any further", async () => {
    const content = Readable.from(
      (async function* () {
        yield Buffer.alloc(10);
        throw new Error("the source broke");
      })(),
    );
    expect(await failure(ask(lies.silence, { content }))).toMatchObject({ message: "the source broke" });
  });
});

test("an abort before, during and after the head of the answer ends it", async () => {
  expect(await failure(ask(lies.silence, { signal: AbortSignal.abort() }))).toMatchObject({ kind: "aborted" });
  for (const lie of [lies.silence, lies.drip]) {
    const leaving = new AbortController();
    const asked = ask(lie, { signal: leaving.signal });
    setTimeout(() => leaving.abort(), 30);
    expect(await failure(asked)).toMatchObject({ kind: "aborted" });
  }
});

test("a status is an error with the engine's own text", async () => {
  expect(await failure(ask(says(409, { message: "Conflict." })))).toMatchObject({
    kind: "http",
    status: 409,
    message: "Conflict.",
  });
  expect(await failure(ask(says(500, { message: { not: "text" } })))).toMatchObject({ kind: "http", status: 500 });
  expect(await failure(ask(says(304)))).toMatchObject({ kind: "http", status: 304, message: "HTTP 304" });
  expect(await failure(ask(says(404, { message: "gone" }), { stream: true }))).toMatchObject({
    status: 404,
    message: "gone",
  });
  expect(await failure(ask(lies.redirect))).toMatchObject({ kind: "redirect", status: 301 });
});

test("a connection that was closed while it was kept is opened again for a question", async () => {
  expect(await ask(says(200, { first: true }))).toEqual({ first: true });
  let answered = 0;
  const second: Lie = (request, response) => {
    answered += 1;
    if (answered === 1) request.socket.destroy();
    else says(200, { second: true })(request, response);
  };
  expect(await ask(second)).toEqual({ second: true });
});

test("ten long answers leave no connection behind", async () => {
  for (let times = 0; times < 10; times++) {
    const pieces = await stream(lies.endless);
    for await (const _ of pieces) break;
  }
  await expect.poll(() => engine.connections()).toBe(0);
});

describe("what dockerode wants to send", () => {
  const create = { path: "/containers/create?", method: "POST" };

  test("is refused when it does not say what is query and what is body", () => {
    expect(() => toMessage({ ...create, options: { name: "x", Env: ["PASSWORD=secret"] } }, "1.41")).toThrow("neither");
  });

  test("is sorted into URL and body", () => {
    const options = {
      _query: { name: "x", filters: { label: ["a=b"] }, all: true, not: undefined },
      _body: { Env: [] },
    };
    expect(toMessage({ ...create, options }, "1.41")).toEqual({
      method: "POST",
      path: "/v1.41/containers/create?name=x&filters=%7B%22label%22%3A%5B%22a%3Db%22%5D%7D&all=true",
      headers: { "Content-Type": "application/json" },
      content: Buffer.from('{"Env":[]}'),
      stream: false,
    });
  });

  test("has a registry's login in a header, with the padding that Go wants", () => {
    const login = { username: "ann", password: "~~~???>>>" };
    const { path, headers } = toMessage(
      { path: "/images/create?", authconfig: login, options: { _query: { tag: "1" } } },
      "1.41",
    );
    const header = headers["X-Registry-Auth"] ?? "";
    expect(header).toMatch(/^[\w-]+=*$/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual(login);
    expect(path).not.toContain("ann");
  });

  test.each([
    "/containers/../images/json?x=/json?",
    "/containers/v/kill?signal=KILL&x=/start?",
    "/containers/./json",
    "/containers//json",
    "/containers/a%2f../json",
    "/containers/a b/json",
    "/containers/a#b/json",
    "/containers/é/json",
    "/containers/a\r\nX: y/json",
    "containers/json",
  ])("is refused for the path %j", (path) => {
    expect(() => toMessage({ path }, "1.41")).toThrow(DockerError);
  });
});
