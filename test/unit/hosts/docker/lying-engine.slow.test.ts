import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ContainerSpec, Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { openHosts, type OpenHosts } from "#hosts/hosts.ts";
import {
  lies,
  openLyingEngine,
  says,
  sendsBytes,
  sendsText,
  TRUE_VERSION,
  type LyingEngine,
} from "#test/support/lying-engine.ts";

const environment = { platform: "linux", home: "/nonexistent", variables: {} } as const;
const ID = "a".repeat(64);

let engine: LyingEngine;
let hosts: OpenHosts;
let host: Host;

beforeEach(async () => {
  engine = await openLyingEngine();
  hosts = await openHosts([{ name: "lab", url: engine.url }], environment);
  host = hosts.find("lab");
});

afterEach(async () => {
  vi.useRealTimers();
  await hosts[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const file = { name: "password", content: new Secret("canary-in-a-file"), mode: 0o400, uid: 0, gid: 0 };
const volume = { kind: "volume", volume: "shop", path: "/run/secrets", labels: {}, files: [file] } as const;

const spec: ContainerSpec = {
  name: "shop",
  image: "postgres:15",
  command: [],
  env: { PLAIN: "visible" },
  labels: { "longshore.lease": "1" },
  user: "999:999",
  network: "longshore",
  ports: [{ container: 5432, host: 20_001, address: "127.0.0.1" }],
  mounts: [volume],
  limits: { memoryBytes: 1 << 28, cpus: 1, pids: 100 },
  readOnlyRoot: true,
  capabilities: [],
  restart: "no",
  stopSeconds: 30,
};

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("archive");
}

/** Every call there is. */
const calls: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
  describe: (signal) => host.describe(signal),
  diskUsage: (signal) => host.diskUsage(signal),
  "images.inspect": (signal) => host.images.inspect("postgres:15", signal),
  "images.pull": (signal) => Array.fromAsync(host.images.pull("postgres:15", signal)),
  "images.load": (signal) => host.images.load(bytes(), "postgres:15", signal),
  "containers.create": (signal) => host.containers.create(spec, signal),
  "containers.putFiles": (signal) => host.containers.putFiles(ID, "/run/secrets", [file], signal),
  "containers.start": (signal) => host.containers.start(ID, signal),
  "containers.stop": (signal) => host.containers.stop(ID, 1, signal),
  "containers.restart": (signal) => host.containers.restart(ID, 1, signal),
  "containers.remove": (signal) => host.containers.remove(ID, signal),
  "containers.inspect": (signal) => host.containers.inspect("shop", signal),
  "containers.list": (signal) => host.containers.list({ a: "b" }, signal),
  "containers.wait": (signal) => host.containers.wait(ID, signal),
  "containers.logs": (signal) => host.containers.logs(ID, { tail: 10 }, signal),
  "containers.stats": (signal) => host.containers.stats(ID, signal),
  "containers.exec": (signal) => host.containers.exec(ID, ["true"], { timeoutMs: 1000 }, signal),
  "containers.settle": (signal) => host.containers.settle(ID, "no", signal),
  "volumes.remove": (signal) => host.volumes.remove("data", signal),
  "volumes.list": (signal) => host.volumes.list({ a: "b" }, signal),
  "networks.ensure": (signal) => host.networks.ensure("longshore", signal),
};

function call(name: string, ms: number): Promise<unknown> {
  return calls[name]?.(AbortSignal.timeout(ms)) ?? Promise.reject(new Error(name));
}

/** What came of it: a value, or a Problem. Anything else fails the test. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

test.each(["silence", "stall", "drip", "endless"] as const)(
  "a caller who leaves is not held up by an engine that answers with %s",
  async (lie) => {
    engine.lie = lies[lie];
    // No deadline of ours ever comes, so what ends a call is that its caller has left.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    // Creating waits a while for the answer, so as to remove what was made: it has a test of its own.
    const names = Object.keys(calls).filter((name) => name !== "containers.create");
    // A few at a time: some of it is memory, and eight short requests are all that are under way at once.
    for (let first = 0; first < names.length; first += 4) {
      const group = names.slice(first, first + 4);
      const leaving = new AbortController();
      const ended = Promise.all(group.map((name) => outcome(calls[name]?.(leaving.signal) ?? Promise.resolve(name))));
      const asked = engine.requests.length + group.length;
      while (engine.requests.length < asked) await new Promise(setImmediate);
      leaving.abort();
      // An answer without an end is refused, by some calls before anybody leaves.
      const codes = lie === "endless" ? ["cancelled", "host-unreachable"] : ["cancelled"];
      expect((await ended).filter((result) => !(result instanceof Problem && codes.includes(result.code)))).toEqual([]);
    }
  },
);

test.each(["truncate", "hangUp", "html", "redirect", "garbage", "badJson", "wrongShape", "null", "empty"] as const)(
  "an engine that answers with %s gives a Problem, at once",
  async (lie) => {
    engine.lie = lies[lie];
    const results = await Promise.all(
      Object.keys(calls).map(async (name) => [name, await outcome(call(name, 5000))] as const),
    );
    const answers = results.map(([name, result]) => {
      // A strange success is none the less one to a call that wants no answer, and text to a log.
      const wantsNothing = /putFiles|start|stop|restart|remove|settle|logs|load|pull/.test(name);
      const harmless = wantsNothing && ["badJson", "wrongShape", "null", "empty"].includes(lie);
      if (!(result instanceof Problem)) return harmless || `${name} was fine`;
      const named = CODES.includes(result.code) && /lab|postgres/.test(result.message);
      return named || `${name}: ${result.code} ${result.message}`;
    });
    expect(answers.filter((answer) => answer !== true)).toEqual([]);
  },
);

const CODES = ["host-unreachable", "host-refused", "no-such-image"];

test("any bytes at all are a value or a Problem", { timeout: 60_000 }, async () => {
  const names = Object.keys(calls).filter((name) => name !== "containers.exec");
  const heads = fc.constantFrom(
    "",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), heads, fc.uint8Array({ maxLength: 300 }), async (name, head, body) => {
      engine.lie = sendsBytes(Buffer.concat([Buffer.from(head), body]));
      await outcome(call(name, 3000));
    }),
    { numRuns: 150 },
  );
  expect(engine.requests.length).toBeGreaterThan(50);
});

test("any JSON at all is a value or a Problem", { timeout: 60_000 }, async () => {
  const status = fc.constantFrom(200, 201, 204, 304, 400, 404, 409, 500, 503);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(calls)), status, fc.json(), async (name, code, json) => {
      engine.lie = sendsText(code, code === 204 || code === 304 ? "" : json);
      await outcome(call(name, 3000));
    }),
    { numRuns: 150 },
  );
  expect(engine.requests.length).toBeGreaterThan(50);
});

describe("what is sent", () => {
  test("to create is in the body alone, and the file's content in no URL", async () => {
    engine.lie = says(201, { Id: ID });
    await outcome(host.containers.create(spec, AbortSignal.timeout(2000)));
    await outcome(call("containers.putFiles", 2000));
    const create = engine.requests.find(({ line }) => line.startsWith("POST"));
    expect(create?.line).toBe("POST /v1.41/containers/create?name=shop");
    expect(create?.body).toContain("PLAIN=visible");
    expect(create?.body).not.toContain("canary-in-a-file");
    const urls = engine.requests.map(({ line, headers }) => line + headers).join("\n");
    expect(urls).not.toContain("visible");
    expect(urls).not.toContain("canary");
    const put = engine.requests.find(({ line }) => line.startsWith("PUT"));
    expect(put?.line).toBe(`PUT /v1.41/containers/${ID}/archive?path=%2Frun%2Fsecrets`);
    expect(put?.body).toContain("canary-in-a-file");
  });

  test("never follows a name into another path", async () => {
    const names = [
      "../images/json?x=",
      "v/kill?signal=KILL&x=",
      "v?force=1&x=",
      "a/b",
      "a%2fb",
      "a#b",
      "",
      ".",
      "..",
      "a\r\nb",
      "é",
    ];
    for (const name of names) {
      const signal = AbortSignal.timeout(1000);
      for (const call of [
        host.containers.start(name, signal),
        host.containers.remove(name, signal),
        host.containers.inspect(name, signal),
        host.containers.logs(name, { tail: 1 }, signal),
        host.containers.exec(name, ["true"], { timeoutMs: 1000 }, signal),
        host.volumes.remove(name, signal),
        host.networks.ensure(name, signal),
        host.images.inspect(`${name}?`, signal),
      ]) {
        expect(await outcome(call)).toMatchObject({ code: "bad-input" });
      }
    }
    expect(engine.requests).toEqual([]);
  });

  test("carries only characters a path may have, whatever the name", async () => {
    engine.lie = says(404, { message: "No such container" });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 40 }),
          fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString()),
        ),
        async (name) => {
          await outcome(host.containers.inspect(name, AbortSignal.timeout(1000)));
          await outcome(host.images.inspect(name, AbortSignal.timeout(1000)));
        },
      ),
      { numRuns: 100 },
    );
    for (const { line } of engine.requests) {
      expect(line).toMatch(/^GET \/(?:version|v1\.41\/(?:containers|images)\/[\w.:@/-]+\/json)$/);
    }
  });
});

describe("the version", () => {
  test("is the newest that both know", async () => {
    engine.lie = says(200, []);
    engine.version = says(200, { ...TRUE_VERSION, ApiVersion: "1.99", MinAPIVersion: "1.44" });
    await host.containers.list({}, AbortSignal.timeout(1000));
    expect(engine.requests.map(({ line }) => line)).toEqual([
      "GET /version",
      expect.stringMatching(/^GET \/v1\.51\/containers\/json\?all=true/),
    ]);
  });

  test("too old or too new is refused with both versions", async () => {
    engine.version = says(200, { ...TRUE_VERSION, ApiVersion: "1.40" });
    const old = await outcome(host.containers.list({}, AbortSignal.timeout(1000)));
    expect(old).toMatchObject({ code: "host-refused", message: expect.stringContaining("1.40") });
    engine.version = says(200, { ...TRUE_VERSION, Version: "40.0", ApiVersion: "1.99", MinAPIVersion: "1.90" });
    const young = await outcome(host.containers.list({}, AbortSignal.timeout(1000)));
    expect(young).toMatchObject({ code: "host-refused", message: expect.stringContaining("1.90") });
  });

  test("is asked again when the engine was replaced, and the call goes on", async () => {
    engine.lie = says(200, []);
    await host.containers.list({}, AbortSignal.timeout(1000));
    engine.version = says(200, { ...TRUE_VERSION, ApiVersion: "1.48", MinAPIVersion: "1.44" });
    engine.lie = (request, response) =>
      request.url?.startsWith("/v1.41/")
        ? says(400, { message: "client version 1.41 is too old. Minimum supported API version is 1.44" })(
            request,
            response,
          )
        : says(200, [])(request, response);
    expect(await host.containers.list({}, AbortSignal.timeout(1000))).toEqual([]);
    expect(engine.requests.at(-1)?.line).toContain("/v1.48/");
  });

  test("is asked again after a broken connection", async () => {
    engine.lie = says(200, []);
    await host.containers.list({}, AbortSignal.timeout(1000));
    engine.lie = lies.hangUp;
    await outcome(host.containers.list({}, AbortSignal.timeout(1000)));
    engine.lie = says(200, []);
    await host.containers.list({}, AbortSignal.timeout(1000));
    expect(engine.requests.filter(({ line }) => line === "GET /version")).toHaveLength(2);
  });

  test("asked by one who leaves is still there for the others", async () => {
    engine.lie = says(200, []);
    engine.version = (request, response) => void setTimeout(() => says(200, TRUE_VERSION)(request, response), 100);
    const leaving = outcome(host.containers.list({}, AbortSignal.timeout(20)));
    const staying = host.containers.list({}, AbortSignal.timeout(2000));
    expect(await leaving).toBeInstanceOf(Problem);
    expect(await staying).toEqual([]);
    expect(engine.requests.filter(({ line }) => line === "GET /version")).toHaveLength(1);
  });
});

test("two measurements right after one another are over a second each, not over the milliseconds between them", async () => {
  engine.lie = says(200, { read: "2026-11-27T12:00:00Z", preread: "2026-11-27T11:59:59Z" });
  await call("containers.stats", 1000);
  await call("containers.stats", 1000);
  const asked = engine.requests.map(({ line }) => line).filter((line) => line.includes("/stats"));
  expect(asked).toEqual(Array(2).fill(`GET /v1.41/containers/${ID}/stats?stream=false`));
});

describe("a pull", () => {
  test("that fails inside of a 200 fails", async () => {
    const lines = [
      { status: "Pulling from library/postgres", id: "15" },
      { errorDetail: { message: "write /x: no space left on device" }, error: "write /x: no space left on device" },
    ];
    engine.lie = sendsText(200, lines.map((line) => JSON.stringify(line)).join("\r\n"));
    const result = await outcome(call("images.pull", 1000));
    expect(result).toMatchObject({ code: "host-full" });
  });

  test("that breaks off fails", async () => {
    engine.lie = (_request, response) => {
      response.writeHead(200);
      response.write('{"status":"Downloading","id":"aaaaaaaaaaaa"}\n', () => response.destroy());
    };
    const result = await outcome(call("images.pull", 1000));
    expect(result).toMatchObject({ code: "host-unreachable" });
  });

  test("of one image by many is asked for once, and ends when all have left", async () => {
    engine.lie = (_request, response) => {
      response.writeHead(200);
      response.write('{"status":"Downloading","id":"aaaaaaaaaaaa","progressDetail":{"current":1,"total":2}}\n');
    };
    const pulls = [50, 100, 150].map((ms) => outcome(call("images.pull", ms)));
    for (const result of await Promise.all(pulls)) expect(result).toBeInstanceOf(Problem);
    expect(engine.requests.filter(({ line }) => line.includes("/images/create"))).toHaveLength(1);
    while (engine.connections() > 1) await new Promise(setImmediate);
  });
});

test("a container that is not as asked is removed again, and what it lacks is named", async () => {
  const container = {
    Id: ID,
    Name: "/shop",
    State: { Status: "created" },
    Config: { Labels: spec.labels },
    HostConfig: { LogConfig: {}, RestartPolicy: {}, Privileged: true },
    NetworkSettings: { Ports: {} },
  };
  engine.lie = (request, response) => {
    if (request.method === "POST") return says(201, { Id: ID, Warnings: [] })(request, response);
    if (request.method === "DELETE") return says(204)(request, response);
    return says(200, container)(request, response);
  };
  const result = await outcome(host.containers.create(spec, AbortSignal.timeout(1000)));
  expect(result).toMatchObject({
    code: "host-refused",
    message: expect.stringContaining("the memory limit"),
  });
  expect(engine.requests.at(-1)?.line).toBe(`DELETE /v1.41/containers/${ID}?force=true&v=true`);
});

test("a container that was made after its caller left is removed", async () => {
  const made = { Id: ID, Name: "/shop", State: { Status: "created" }, Config: { Labels: spec.labels } };
  const rest = { HostConfig: { LogConfig: {}, RestartPolicy: {} }, NetworkSettings: { Ports: {} } };
  engine.lie = (request, response) => {
    if (request.method === "POST") setTimeout(() => says(201, { Id: ID })(request, response), 150);
    else says(request.method === "DELETE" ? 204 : 200, { ...made, ...rest })(request, response);
  };
  const result = await outcome(host.containers.create(spec, AbortSignal.timeout(50)));
  expect(result).toBeInstanceOf(Problem);
  expect(engine.requests.at(-1)?.line).toContain("DELETE");
});

test("a host that is not there says so, and another is not held up by it", async () => {
  const settings = [
    { name: "dead", url: "unix:///nonexistent/docker.sock" },
    { name: "mute", url: engine.url },
    { name: "lab", url: engine.url },
  ];
  await using both = await openHosts(settings, environment);
  const dead = await outcome(both.find("dead").describe(AbortSignal.timeout(1000)));
  expect(dead).toMatchObject({ code: "host-unreachable", hint: expect.stringContaining("Start Docker") });
  engine.lie = lies.silence;
  const mute = outcome(both.find("mute").describe(AbortSignal.timeout(300)));
  expect(await mute).toMatchObject({ code: "host-too-slow" });
});

test("closing ends what is going on, and no connection is left", async () => {
  engine.lie = lies.silence;
  const waiting = outcome(host.containers.wait(ID, AbortSignal.timeout(10_000)));
  while (engine.requests.length < 2) await new Promise(setImmediate);
  await hosts[Symbol.asyncDispose]();
  expect(await waiting).toMatchObject({ code: "cancelled" });
  while (engine.connections() > 0) await new Promise(setImmediate);
});
