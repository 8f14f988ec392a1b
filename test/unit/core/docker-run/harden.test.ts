import { expect, test } from "vitest";
import { harden, type Hardened } from "#core/docker-run/harden.ts";
import { readRunText } from "#core/docker-run/read.ts";
import { createRequest } from "#core/docker-run/request.ts";
import type { RunContext } from "#core/docker-run/run-policy.ts";
import { context } from "./context.ts";

function hardened(line: string, more: Partial<RunContext> = {}): Hardened {
  return harden(createRequest(readRunText(line).request), { ...context, ...more });
}

test("a bare line gets all that every container of ours has, and each difference is told", () => {
  const { request, changes } = hardened("nginx");
  expect(request).toMatchInlineSnapshot(`
    {
      "body": {
        "AttachStderr": false,
        "AttachStdin": false,
        "AttachStdout": false,
        "HostConfig": {
          "CapAdd": [
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_SETGID",
            "CAP_SETUID",
          ],
          "CapDrop": [
            "ALL",
          ],
          "LogConfig": {
            "Config": {
              "max-file": "3",
              "max-size": "10m",
            },
            "Type": "json-file",
          },
          "Memory": 1073741824,
          "MemorySwap": 1073741824,
          "NanoCpus": 1000000000,
          "NetworkMode": "longshore",
          "PidsLimit": 512,
          "RestartPolicy": {
            "MaximumRetryCount": 0,
            "Name": "no",
          },
          "SecurityOpt": [
            "no-new-privileges",
          ],
        },
        "Image": "nginx",
        "Labels": {
          "longshore.lease": "l1",
          "longshore.owner": "slack:T1/U1",
        },
      },
      "name": undefined,
      "platform": undefined,
    }
  `);
  expect(changes).toMatchInlineSnapshot(`
    [
      "Memory is limited to 1024 MiB, without swap; -m sets another limit.",
      "Its share of the CPUs is 1; --cpus sets another limit.",
      "It may have 512 processes; --pids-limit sets another limit.",
      "All capabilities are dropped but CHOWN, DAC_OVERRIDE, SETGID, SETUID.",
      "It cannot gain privileges (no-new-privileges).",
      "Its log keeps the last 3 files of 10 MB.",
      "It is on the shared network, where containers do not reach one another; --network joins another.",
    ]
  `);
});

test("what the line says stays, and is not told as a change", () => {
  const { request, changes } = hardened(
    "-d -m 1g --memory-swap 2g --cpus 2 --pids-limit 50 --network app --cap-drop ALL --security-opt no-new-privileges --log-opt max-size=5m -p 127.0.0.1:9000:80 nginx",
  );
  expect(changes).toEqual([]);
  expect(request.body.HostConfig).toMatchObject({
    Memory: 1024 ** 3,
    MemorySwap: 2 * 1024 ** 3,
    NanoCpus: 2e9,
    PidsLimit: 50,
    NetworkMode: "app",
    CapAdd: [],
    LogConfig: { Type: "json-file", Config: { "max-size": "5m", "max-file": "3" } },
  });
});

test("no capability is left to what starts as a user of its own, and four to what starts as root", () => {
  const caps = (line: string, user = ""): readonly string[] | undefined =>
    hardened(line, { image: { user, exposedPorts: [] } }).request.body.HostConfig.CapAdd;
  expect(caps("nginx", "101:101")).toEqual([]);
  expect(caps("-u 1000 nginx")).toEqual([]);
  expect(caps("nginx")).toEqual(["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_SETGID", "CAP_SETUID"]);
  expect(caps("-u 0:0 nginx", "101")).toHaveLength(4);
  expect(caps("-u root nginx", "101")).toHaveLength(4);
  expect(caps("--cap-drop setuid --cap-add KILL nginx")).toEqual([
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_KILL",
    "CAP_SETGID",
  ]);
  expect(caps("--cap-drop ALL nginx")).toEqual([]);
});

test("published ports have an address and a port of the host's", () => {
  const ports = (line: string): unknown => hardened(line).request.body.HostConfig.PortBindings;
  expect(ports("-p 8080:80 nginx")).toEqual({ "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] });
  expect(ports("-p 80 -p 0:81 nginx")).toEqual({
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "20001" }],
    "81/tcp": [{ HostIp: "127.0.0.1", HostPort: "20002" }],
  });
  expect(ports("-P --expose 53/udp nginx")).toEqual({
    "53/udp": [{ HostIp: "127.0.0.1", HostPort: "20001" }],
    "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "20002" }],
  });
  expect(hardened("-p 8080:80 nginx", { address: "10.0.0.5" }).changes[0]).toBe(
    "Port 80/tcp is published at 10.0.0.5:8080.",
  );
});

test("restart and removal wait until the container has run, and has been heard", () => {
  expect(hardened("--restart on-failure:3 nginx")).toMatchObject({
    restart: { Name: "on-failure", MaximumRetryCount: 3 },
    removeWhenEnded: false,
  });
  expect(hardened("--rm nginx")).toMatchObject({ restart: undefined, removeWhenEnded: true });
  expect(hardened("--rm nginx").request.body.HostConfig).not.toHaveProperty("AutoRemove");
});

test("the lease's labels win over the line's, and the host's runtime stands where none is named", () => {
  const { body } = hardened("-l longshore.owner=me -l a=b nginx", { runtime: "runsc" }).request;
  expect(body.Labels).toEqual({ "longshore.lease": "l1", "longshore.owner": "slack:T1/U1", a: "b" });
  expect(body.HostConfig.Runtime).toBe("runsc");
});
