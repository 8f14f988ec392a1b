import { describe, expect, test } from "vitest";
import type { ContainerSpec } from "#core/host.ts";
import { Secret } from "#core/secret.ts";
import { Inspected, Listed, Sampled } from "#hosts/docker/answers.ts";
import { toTar } from "#hosts/docker/archive.ts";
import { containerState, containerSummary } from "#hosts/docker/container-state.ts";
import { createRequest } from "#hosts/docker/create-request.ts";
import { statsOf } from "#hosts/docker/stats.ts";
import { differences } from "#hosts/docker/verify.ts";

const spec: ContainerSpec = {
  name: "shop",
  image: "postgres:15",
  command: ["-c", "work_mem=8MB"],
  env: { A: "b=c" },
  labels: { "longshore.lease": "1" },
  user: "999:999",
  network: "longshore",
  ports: [{ container: 5432, host: 20_001, address: "127.0.0.1" }],
  mounts: [
    { kind: "volume", volume: "shop-data", path: "/data", labels: { "longshore.lease": "1" } },
    { kind: "tmpfs", path: "/tmp", megabytes: 16, mode: 0o1777 },
  ],
  limits: { memoryBytes: 1 << 28, cpus: 1.5, pids: 200, shmBytes: 1 << 26 },
  readOnlyRoot: true,
  capabilities: ["CHOWN"],
  restart: "no",
  stopSeconds: 30,
};

test("CPUs that are kept over a longer period are so many microseconds of it, and no number", () => {
  const { HostConfig } = createRequest({ ...spec, limits: { ...spec.limits, cpuPeriodMs: 1000 } }) as {
    HostConfig: object;
  };
  expect(HostConfig).toMatchObject({ CpuPeriod: 1_000_000, CpuQuota: 1_500_000 });
  expect(HostConfig).not.toHaveProperty("NanoCpus");
});

test("an entrypoint takes the place of the image's, with nothing of the image's command", () => {
  expect(createRequest({ ...spec, entrypoint: ["postgres"], command: [] })).toMatchObject({
    Entrypoint: ["postgres"],
    Cmd: undefined,
  });
});

test("the request says everything that was asked for and everything that is always so", () => {
  expect(createRequest(spec)).toMatchInlineSnapshot(`
    {
      "Cmd": [
        "-c",
        "work_mem=8MB",
      ],
      "Env": [
        "A=b=c",
      ],
      "ExposedPorts": {
        "5432/tcp": {},
      },
      "HostConfig": {
        "CapAdd": [
          "CHOWN",
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
        "Memory": 268435456,
        "MemorySwap": 268435456,
        "Mounts": [
          {
            "ReadOnly": false,
            "Source": "shop-data",
            "Target": "/data",
            "Type": "volume",
            "VolumeOptions": {
              "Labels": {
                "longshore.lease": "1",
              },
            },
          },
        ],
        "NanoCpus": 1500000000,
        "NetworkMode": "longshore",
        "PidsLimit": 200,
        "PortBindings": {
          "5432/tcp": [
            {
              "HostIp": "127.0.0.1",
              "HostPort": "20001",
            },
          ],
        },
        "ReadonlyRootfs": true,
        "RestartPolicy": {
          "Name": "no",
        },
        "SecurityOpt": [
          "no-new-privileges",
        ],
        "ShmSize": 67108864,
        "Tmpfs": {
          "/tmp": "rw,noexec,nosuid,nodev,size=16m,mode=1777",
        },
      },
      "Image": "postgres:15",
      "Labels": {
        "longshore.lease": "1",
      },
      "StopTimeout": 30,
      "User": "999:999",
    }
  `);
});

describe("a container that was created", () => {
  // What Engine 20.10 answers to this request.
  const observed = {
    Id: "a".repeat(64),
    Name: "/shop",
    Image: `sha256:${"b".repeat(64)}`,
    RestartCount: 0,
    State: { Status: "created", ExitCode: 0, OOMKilled: false, Error: "", StartedAt: "0001-01-01T00:00:00Z" },
    Config: {
      Image: "postgres:15",
      Labels: { "longshore.lease": "1", more: "" },
      Env: ["A=b=c", "PATH=/bin"],
      User: "999:999",
    },
    HostConfig: {
      NetworkMode: "longshore",
      PortBindings: { "5432/tcp": [{ HostIp: "127.0.0.1", HostPort: "20001" }] },
      Memory: 1 << 28,
      MemorySwap: -1,
      NanoCpus: 1.5e9,
      PidsLimit: 200,
      ShmSize: 1 << 26,
      CapAdd: ["CAP_CHOWN"],
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Privileged: false,
      ReadonlyRootfs: true,
      Binds: null,
      Devices: null,
      IpcMode: "private",
      Tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=16m,mode=1777" },
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } },
      RestartPolicy: { Name: "no" },
    },
    Mounts: [{ Type: "volume", Name: "shop-data", Destination: "/data", RW: true }],
    NetworkSettings: { Ports: {} },
  };

  test("as asked lacks nothing", () => {
    expect(differences(spec, Inspected.parse(observed))).toEqual([]);
  });

  const changes: readonly (readonly [what: string, hostConfig: object])[] = [
    ["the memory limit", { Memory: 0 }],
    ["the CPU limit", { NanoCpus: 0 }],
    ["the process limit", { PidsLimit: null }],
    ["dropped capabilities", { CapDrop: null }],
    ["its capabilities", { CapAdd: ["CHOWN", "SYS_ADMIN"] }],
    ["only that security option", { SecurityOpt: ["no-new-privileges", "seccomp=unconfined"] }],
    ["an unprivileged mode", { Privileged: true }],
    ["no devices", { Devices: [{}] }],
    ["no folders of the host", { Binds: ["/:/host"] }],
    ["namespaces of its own", { PidMode: "host" }],
    ["a read-only root", { ReadonlyRootfs: false }],
    ["its network", { NetworkMode: "host" }],
    ["log rotation", { LogConfig: { Type: "json-file", Config: {} } }],
    ["its restart policy", { RestartPolicy: { Name: "always" } }],
    ["its published ports", { PortBindings: { "5432/tcp": [{ HostIp: "", HostPort: "20001" }] } }],
    [
      "its published ports",
      { PortBindings: { ...observed.HostConfig.PortBindings, "80/tcp": [{ HostIp: "", HostPort: "" }] } },
    ],
    ["its mounts", { Tmpfs: {} }],
  ];

  test.each(changes)("without %s says so: %j", (what, change) => {
    const container = Inspected.parse({ ...observed, HostConfig: { ...observed.HostConfig, ...change } });
    expect(differences(spec, container)).toEqual([what]);
  });

  test("in another runtime than the host's says so", () => {
    expect(createRequest(spec, "runsc")).toMatchObject({ HostConfig: { Runtime: "runsc" } });
    const inRuntime = (Runtime: string) =>
      Inspected.parse({ ...observed, HostConfig: { ...observed.HostConfig, Runtime } });
    expect(differences(spec, inRuntime("runsc"), "runsc")).toEqual([]);
    expect(differences(spec, inRuntime("runc"), "runsc")).toEqual(["the host's runtime"]);
    expect(differences(spec, inRuntime("runc"))).toEqual([]);
  });

  test("is described in our words", () => {
    expect(containerState(Inspected.parse(observed))).toEqual({
      id: "a".repeat(64),
      name: "shop",
      image: "postgres:15",
      labels: { "longshore.lease": "1", more: "" },
      status: "created",
      exitCode: 0,
      outOfMemory: false,
      error: "",
      startedAt: undefined,
      finishedAt: undefined,
      restarts: 0,
      ports: spec.ports,
      limits: spec.limits,
      mounts: [{ path: "/data", volume: "shop-data", readOnly: false }],
      env: { A: "b=c", PATH: "/bin" },
      readOnlyRoot: true,
    });
  });

  test("and runs without the port that was asked for shows none", () => {
    const running = { ...observed, State: { ...observed.State, Status: "running" } };
    expect(containerState(Inspected.parse(running)).ports).toEqual([]);
  });
});

test("a row of the list has its own name, not what others link it by", () => {
  const [row] = Listed.parse([
    {
      Id: "a".repeat(64),
      Names: ["/other/alias", "/shop"],
      State: "running",
      Created: 1_700_000_000,
      Labels: null,
      Ports: null,
    },
  ]);
  expect(row && containerSummary(row)).toMatchObject({ name: "shop", ports: [], labels: {}, image: "" });
});

describe("stats", () => {
  const at = (seconds: number) => `2026-01-01T00:00:${String(seconds).padStart(2, "0")}.000000000Z`;
  const sample = (seconds: number, cpuSeconds: number, more: object = {}) =>
    Sampled.parse({ read: at(seconds), cpu_stats: { cpu_usage: { total_usage: cpuSeconds * 1e9 } }, ...more });

  test("are the difference of two samples, the engine's or ours", () => {
    expect(statsOf(sample(12, 4), sample(10, 1)).cpus).toBeCloseTo(1.5);
    const own = { preread: at(10), precpu_stats: { cpu_usage: { total_usage: 1e9 } } };
    expect(statsOf(sample(12, 4, own), undefined).cpus).toBeCloseTo(1.5);
  });

  test("are zero without two samples, and after a restart", () => {
    const first = { preread: "0001-01-01T00:00:00Z", precpu_stats: { cpu_usage: { total_usage: 0 } } };
    expect(statsOf(sample(12, 4, first), undefined).cpus).toBe(0);
    expect(statsOf(sample(12, 1), sample(10, 4)).cpus).toBe(0);
    expect(statsOf(sample(10, 4), sample(10, 1)).cpus).toBe(0);
    expect(statsOf(Sampled.parse({ read: "0001-01-01T00:00:00Z" }), undefined)).toEqual({
      cpus: 0,
      memoryBytes: 0,
      memoryLimitBytes: 0,
      pids: 0,
    });
  });

  test("leave out what the kernel would give back, of cgroup v1 and v2", () => {
    const memory = (stats: object) => sample(1, 1, { memory_stats: { usage: 100, limit: 200, stats } });
    expect(statsOf(memory({ total_inactive_file: 30, inactive_file: 1 }), undefined).memoryBytes).toBe(70);
    expect(statsOf(memory({ inactive_file: 30 }), undefined).memoryBytes).toBe(70);
    expect(statsOf(memory({ inactive_file: 300 }), undefined).memoryBytes).toBe(100);
  });
});

test("files are packed as tar has them", () => {
  const tar = toTar([{ name: "password", content: new Secret("sécret"), mode: 0o400, uid: 999, gid: 998 }]);
  expect(tar.length).toBe(512 + 512 + 1024);
  expect(tar.toString("latin1", 0, 8)).toBe("password");
  expect(tar.toString("latin1", 100, 107)).toBe("0000400");
  expect(Number.parseInt(tar.toString("latin1", 108, 115), 8)).toBe(999);
  expect(Number.parseInt(tar.toString("latin1", 124, 135), 8)).toBe(Buffer.byteLength("sécret"));
  expect(tar.toString("utf8", 512, 519)).toBe("sécret");
});
