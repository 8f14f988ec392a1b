import { expect, test } from "vitest";
import { harden } from "#core/docker-run/harden.ts";
import { readRunText } from "#core/docker-run/read.ts";
import { createRequest } from "#core/docker-run/request.ts";
import { Inspected } from "#hosts/docker/answers.ts";
import { requestDifferences } from "#hosts/docker/verify-request.ts";
import { context } from "../../core/docker-run/context.ts";

const { request } = readRunText("-d --read-only -u 1000 --shm-size 32m -p 8080:80 -v /srv/data/:/data nginx");
const { body } = harden(createRequest(request), context).request;

/** What an engine says of a container that is all that was asked for, but for this. */
function made(host: object = {}, config: object = {}): Inspected {
  return Inspected.parse({
    Id: "0".repeat(64),
    Name: "/web",
    State: { Status: "created" },
    Config: { ...body, ...config },
    HostConfig: { ...body.HostConfig, ...host },
    Mounts: [{ Type: "bind", Source: "/srv/data", Destination: "/data", RW: true }],
    NetworkSettings: {},
  });
}

test("a container that is as asked lacks nothing", () => {
  expect(requestDifferences(body, made())).toEqual([]);
});

test.each([
  [{ Memory: 0 }, "the memory limit"],
  [{ NanoCpus: 0 }, "the CPU limit"],
  [{ CpuQuota: 100 }, "the CPU limit"],
  [{ PidsLimit: null }, "the process limit"],
  [{ ShmSize: 1 }, "the size of /dev/shm"],
  [{ CapDrop: null }, "dropped capabilities"],
  [{ CapAdd: ["SYS_ADMIN"] }, "its capabilities"],
  [{ SecurityOpt: ["no-new-privileges", "seccomp=unconfined"] }, "only its security options"],
  [{ Privileged: true }, "an unprivileged mode"],
  [{ Devices: [{}] }, "no devices"],
  [{ PidMode: "host" }, "namespaces of its own"],
  [{ ReadonlyRootfs: false }, "a read-only root"],
  [{ NetworkMode: "host" }, "its network"],
  [{ LogConfig: { Type: "json-file", Config: {} } }, "log rotation"],
  [{ RestartPolicy: { Name: "always" } }, "its restart policy"],
  [{ PortBindings: { "80/tcp": [{ HostIp: "", HostPort: "8080" }] } }, "its published ports"],
])("one with %j is without %s", (host, what) => {
  expect(requestDifferences(body, made(host))).toEqual([what]);
});

test("a CPU limit that is shown in both of its ways, or rounded, is the one that was asked for", () => {
  const asked = (host: object) => ({ ...body, HostConfig: { ...body.HostConfig, NanoCpus: undefined, ...host } });
  const both = { NanoCpus: 333_330_000, CpuQuota: 33_333, CpuPeriod: 100_000 };
  expect(requestDifferences(asked({ NanoCpus: 333_333_333 }), made(both))).toEqual([]);
  expect(requestDifferences(asked({ CpuQuota: 33_333 }), made(both))).toEqual([]);
  expect(requestDifferences(asked({ CpuQuota: 33_333 }), made({ NanoCpus: 0, CpuQuota: 33_333 }))).toEqual([]);
  expect(requestDifferences(asked({ NanoCpus: 5e8 }), made(both))).toEqual(["the CPU limit"]);
  expect(requestDifferences(asked({}), made(both))).toEqual(["the CPU limit"]);
});

test("one without its user, its labels, or with another folder is seen", () => {
  expect(requestDifferences(body, made({}, { User: "" }))).toEqual(["its user"]);
  expect(requestDifferences(body, made({}, { Labels: {} }))).toEqual(["its labels"]);
  const mounted = { ...made(), Mounts: [{ Type: "bind", Name: "", Source: "/etc", Destination: "/data", RW: true }] };
  expect(requestDifferences(body, mounted)).toEqual(["only its folders of the host"]);
});
