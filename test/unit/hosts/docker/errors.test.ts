import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { DockerError } from "#hosts/docker/docker-error.ts";
import { problemOf } from "#hosts/docker/errors.ts";
import { cpuMs } from "#test/support/cpu-time.ts";

const never = new AbortController().signal;

function problem(error: DockerError, doing: string, thing?: string): Problem {
  const found = problemOf(error, { host: "lab", url: "unix:///run/lab.sock", doing, thing }, never);
  if (found instanceof Problem) return found;
  throw new Error("no problem");
}

/** What an engine answered, as recorded, and what is made of it. */
const refusals: readonly (readonly [status: number, text: string, code: string, message: string, thing?: string])[] = [
  [
    404,
    "manifest for 127.0.0.1:5000/app:99 not found: manifest unknown: manifest unknown",
    "no-such-image",
    "There is no image 127.0.0.1:5000/app:99 in its registry.",
  ],
  [
    404,
    "pull access denied for postgers, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "no-such-image",
    "There is no image postgers, or it needs a login.",
  ],
  [
    500,
    'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    "registry-unreachable",
    "Docker on lab cannot reach the registry of image app:1 to pull app:1.",
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host',
    "registry-unreachable",
    "Docker on lab cannot reach the registry of image app:1 to pull app:1.",
  ],
  [
    500,
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    "registry-unreachable",
    "Docker on lab cannot reach the registry of image app:1 to pull app:1.",
  ],
  [
    500,
    'Get "https://10.0.0.9:5000/v2/": http: server gave HTTP response to HTTPS client',
    "registry-unreachable",
    "The registry of image app:1 speaks plain HTTP, which Docker on lab does not trust.",
  ],
  [
    500,
    'Head "http://127.0.0.1:5000/v2/app/manifests/1": no basic auth credentials',
    "registry-login",
    "The registry of image app:1 wants a login, or does not accept the one it was given.",
  ],
  [
    500,
    'Get "http://127.0.0.1:5000/v2/app/manifests/1": unauthorized: authentication required',
    "registry-login",
    "The registry of image app:1 wants a login, or does not accept the one it was given.",
  ],
  [
    500,
    "toomanyrequests: You have reached your pull rate limit.",
    "registry-login",
    "The registry of image app:1 has had too many anonymous pulls from this address.",
  ],
  [400, "invalid reference format", "bad-input", '"app:1" is not the name of an image.'],
  [
    500,
    "missing or empty Content-Type header",
    "registry-unreachable",
    "Docker on lab cannot reach the registry of image app:1 to pull app:1.",
  ],
  [404, "No such image: app:1", "no-such-image", "The image app:1 is not on lab."],
  [
    409,
    'Conflict. The container name "/shop" is already in use by container "0123". You have to remove (or rename) that container to be able to reuse that name.',
    "name-taken",
    "The name shop is already taken on lab.",
  ],
  [
    500,
    'creating container storage: the container name "shop" is already in use by 0123. You have to remove that container to be able to reuse that name: that name is already in use',
    "name-taken",
    "The name shop is already taken on lab.",
  ],
  [
    500,
    "driver failed programming external connectivity on endpoint shop (0123): Bind for 127.0.0.1:5432 failed: port is already allocated",
    "port-taken",
    "Port 5432 on lab is already in use.",
  ],
  [
    500,
    "driver failed programming external connectivity on endpoint shop (0123): Error starting userland proxy: listen tcp4 127.0.0.1:5432: bind: address already in use",
    "port-taken",
    "Port 5432 on lab is already in use.",
  ],
  [
    500,
    "failed to set up container networking: driver failed programming external connectivity on endpoint shop (0123): failed to bind host port for 127.0.0.1:5432:172.17.0.2:5432/tcp: address already in use",
    "port-taken",
    "Port 5432 on lab is already in use.",
  ],
  [
    500,
    "cannot listen on the TCP port: listen tcp4 :5432: bind: address already in use",
    "port-taken",
    "Port 5432 on lab is already in use.",
  ],
  [
    500,
    "driver failed programming external connectivity on endpoint shop (0123): Error starting userland proxy: listen tcp4 10.9.9.9:5432: bind: cannot assign requested address",
    "configuration",
    "The host lab does not have the address 10.9.9.9.",
  ],
  [
    500,
    "failed to set up container networking: driver failed programming external connectivity on endpoint shop (0123): failed to bind host port for 10.9.8.7:20001:172.17.0.2:6379/tcp: cannot assign requested address",
    "configuration",
    "The host lab does not have the address 10.9.8.7.",
  ],
  [
    500,
    "mkdir /var/lib/docker/overlay2/x: no space left on device",
    "host-full",
    "The disk of lab is full, so Docker could not pull app:1.",
  ],
  [
    400,
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "prog": executable file not found in $PATH: unknown',
    "bad-input",
    "The image has no program prog, so Docker could not pull app:1.",
  ],
  [
    400,
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/etc/passwd": permission denied: unknown',
    "bad-input",
    "/etc/passwd in the image cannot be executed, so Docker could not pull app:1.",
  ],
  [404, "network shop-net not found", "not-found", "The network shop-net is gone from lab."],
  [
    403,
    "error while removing network: network x id 0123 has active endpoints",
    "host-refused",
    "The network x on lab is in use.",
    "network x",
  ],
  [
    404,
    "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
    "host-full",
    "Docker on lab has no address range left for another network.",
  ],
  [
    403,
    "Pool overlaps with other one on this address space",
    "host-full",
    "Docker on lab has no address range left for another network.",
  ],
  [
    409,
    "remove data: volume is in use - [0123]",
    "host-refused",
    "The volume data on lab is still used by a container.",
    "volume data",
  ],
  [404, "get data: no such volume", "not-found", "There is no volume data on lab.", "volume data"],
  [409, "Container 0123 is not running", "host-refused", "The container shop on lab is not running.", "container shop"],
  [400, "Minimum memory limit allowed is 6MB", "bad-input", "Docker on lab gives a container 6MB of memory at least."],
  [
    400,
    "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available",
    "bad-input",
    "The host lab has 2 CPUs.",
  ],
  [
    400,
    "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available",
    "bad-input",
    "The host lab has 2 CPUs.",
  ],
  [
    503,
    'This node is not a swarm manager. Use "docker swarm init"',
    "host-refused",
    "The host lab is not a manager of a Swarm.",
  ],
  [404, "No such container: shop", "not-found", "There is no container shop on lab.", "container shop"],
  [
    500,
    "something\u001b[31m new\n happened",
    "host-refused",
    "Docker on lab refused to pull app:1: something [31m new happened",
  ],
];

/** Quicker to make than fast-check's own strings of every character. */
const anything = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString("latin1"));

describe("an engine that says no", () => {
  test.each(refusals.map(([status, text, ...rest]) => ({ status, text, rest })))("$status $text", (row) => {
    const [code, message, thing = "image app:1"] = row.rest;
    const found = problem(new DockerError("http", row.text, { status: row.status }), "pull app:1", thing);
    expect({ code: found.code, message: found.message }).toEqual({ code, message });
    expect(found.hint, "what to do next").toMatch(/\S/);
  });

  test("inside of a 200 says the same", () => {
    const found = problem(new DockerError("in-stream", "no space left on device"), "pull app:1", "image app:1");
    expect(found.code).toBe("host-full");
  });

  test("in any words is one short line without control characters", () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(400, 404, 409, 500), (text, status) => {
        const { message } = problem(new DockerError("http", text, { status }), "start the container shop");
        expect(message.length).toBeLessThan(1000);
        expect(message).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

test.each(["<", ":1", "lookup x ", 'exec: "', "network ", "a"])("a long text of %j costs no time", async (piece) => {
  const error = new DockerError("http", piece.repeat(60_000), { status: 500 });
  expect(await cpuMs(() => problem(error, "list"))).toBeLessThan(1_000);
});

describe("an engine that cannot be reached", () => {
  const unreachable: readonly (readonly [code: string, text: string, message: string])[] = [
    [
      "ENOENT",
      "connect ENOENT /run/lab.sock",
      "Docker is not running on lab: nothing answers at unix:///run/lab.sock.",
    ],
    ["ECONNREFUSED", "connect ECONNREFUSED", "Docker is not running on lab: nothing answers at unix:///run/lab.sock."],
    ["EACCES", "connect EACCES", "The bot may not use Docker on lab: no permission for unix:///run/lab.sock."],
    ["ENOTFOUND", "getaddrinfo ENOTFOUND lab", "The address of lab (unix:///run/lab.sock) is not known to DNS."],
    ["EHOSTUNREACH", "connect EHOSTUNREACH", "The host lab cannot be reached at unix:///run/lab.sock."],
    ["ECONNRESET", "socket hang up", "The connection to Docker on lab broke (socket hang up) when asked to list."],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "self-signed certificate in certificate chain",
      "The host lab and the bot do not accept each other's certificates at unix:///run/lab.sock: self-signed certificate in certificate chain.",
    ],
    [
      "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
      "tlsv13 alert certificate required",
      "The host lab and the bot do not accept each other's certificates at unix:///run/lab.sock: tlsv13 alert certificate required.",
    ],
  ];

  test.each(unreachable)("%s", (code, text, message) => {
    const found = problem(new DockerError("transport", text, { code }), "list");
    expect({ code: found.code, message: found.message }).toEqual({ code: "host-unreachable", message });
    expect(found.hint).toBeTruthy();
  });

  test("in time, or is no engine, says so", () => {
    expect(problem(new DockerError("timeout", "no answer within 20 ms"), "list").code).toBe("host-too-slow");
    expect(problem(new DockerError("redirect", "HTTP 301", { status: 301 }), "list").message).toContain(
      "not a Docker Engine",
    );
    expect(problem(new DockerError("aborted", "cancelled"), "list").code).toBe("cancelled");
  });
});

test("a Problem that was there first is the one that is told", () => {
  const first = new Problem("container-exited", "The builder ended.");
  const subject = { host: "lab", url: "unix:///x", doing: "load", thing: undefined };
  expect(problemOf(new DockerError("transport", "x", { cause: first }), subject, never)).toBe(first);
  expect(problemOf(new DockerError("aborted", "x"), subject, AbortSignal.abort(first))).toBe(first);
});
