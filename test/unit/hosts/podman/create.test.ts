import { expect, test } from "vitest";
import { createContainer } from "#hosts/podman/create.ts";
import { refusal, scriptedLine } from "./scripted-line.ts";

const NETWORK = "GET /v4.0.0/libpod/networks/longshore/json";
const MAKE = "POST /v4.0.0/libpod/networks/create";
const shared = { [NETWORK]: [{ labels: { "longshore.network": "shared" } }], [MAKE]: [{}] };

function create(body: unknown, line: ReturnType<typeof scriptedLine>) {
  return createContainer({ method: "POST", path: "/containers/create", query: { name: "shop" }, body }, line);
}

test("a container on the shared network gets one of its own, which the rest of what was asked for does not notice", async () => {
  const line = scriptedLine({ ...shared, pass: [{ Id: "1" }] });
  const endpoints = { longshore: { Aliases: ["db"] }, other: {} };
  const body = {
    Image: "x",
    HostConfig: { NetworkMode: "longshore", PidsLimit: 5 },
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
  expect(await create(body, line)).toEqual({ Id: "1" });
  expect(line.sent).toEqual([NETWORK, MAKE, "pass"]);
  const own = expect.stringMatching(/^longshore\.own-[0-9a-f]{12}$/);
  expect(line.bodies[1]).toEqual({
    name: own,
    driver: "bridge",
    options: { isolate: "true" },
    labels: { "longshore.network": "own" },
  });
  const { name } = line.bodies[1] as { name: string };
  expect(line.bodies[2]).toEqual({
    Image: "x",
    HostConfig: { NetworkMode: name, PidsLimit: 5, Tmpfs: {} },
    StopTimeout: 10,
    NetworkingConfig: { EndpointsConfig: { [name]: { Aliases: ["db"] }, other: {} } },
  });
});

test("a network that is somebody's own is used as it is", async () => {
  const line = scriptedLine({ [NETWORK]: [{ labels: { "longshore.owner": "x" } }], pass: [{ Id: "1" }] });
  const body = { HostConfig: { NetworkMode: "longshore" } };
  await create(body, line);
  expect(line.sent).toEqual([NETWORK, "pass"]);
  expect(line.bodies.at(-1)).toMatchObject(body);
});

test("where networks cannot be kept from one another, the shared one is shared after all", async () => {
  const unsupported = refusal(500, "unsupported bridge network option isolate");
  const line = scriptedLine({ ...shared, [MAKE]: [unsupported], pass: [{ Id: "1" }] });
  const body = { HostConfig: { NetworkMode: "longshore" } };
  await create(body, line);
  expect(line.sent).toEqual([NETWORK, MAKE, "pass"]);
  expect(line.bodies.at(-1)).toMatchObject(body);
});

test("a network that cannot be made for any other reason ends it", async () => {
  const full = refusal(500, "could not find free subnet from subnet pools");
  await expect(
    create({ HostConfig: { NetworkMode: "longshore" } }, scriptedLine({ ...shared, [MAKE]: [full] })),
  ).rejects.toBe(full);
});

test("a container that is refused leaves no network", async () => {
  const taken = refusal(409, "the container name is already in use");
  const line = scriptedLine({ ...shared, pass: [taken] });
  await expect(create({ HostConfig: { NetworkMode: "longshore" } }, line)).rejects.toBe(taken);
  const { name } = line.bodies[1] as { name: string };
  expect(line.sent.at(-1)).toBe(`DELETE /v4.0.0/libpod/networks/${name}`);
});

test("new volumes are made with their labels, and nothing else is made of mounts", async () => {
  const line = scriptedLine({ "POST /v1.41/volumes/create": [{}], pass: [{ Id: "1" }] });
  const Mounts = [
    { Type: "volume", Source: "data", Target: "/data", VolumeOptions: { Labels: { a: "b" } } },
    { Type: "volume", Source: "plain", Target: "/plain" },
    { Type: "volume", Target: "/nameless", VolumeOptions: { Labels: { a: "b" } } },
    { Type: "bind", Source: "/srv", Target: "/srv" },
  ];
  await create({ HostConfig: { Mounts } }, line);
  expect(line.sent).toEqual(["POST /v1.41/volumes/create", "pass"]);
  expect(line.bodies[0]).toEqual({ Name: "data", Labels: { a: "b" } });
});

test("a tmpfs is empty and has the mode that was asked for, whatever the image has there", async () => {
  expect(await tmpfsOf({ Tmpfs: { "/cache": "rw,mode=1777", "/run": "" } })).toEqual({
    "/cache": "rw,mode=1777,notmpcopyup",
    "/run": "notmpcopyup",
  });
});

test("a container has the time to stop that Docker gives, unless another was asked for", async () => {
  for (const [asked, given] of [
    [undefined, 10],
    [0, 0],
    [60, 60],
  ]) {
    const line = scriptedLine({ pass: [{ Id: "1" }] });
    await create({ StopTimeout: asked, HostConfig: {} }, line);
    expect(line.bodies).toMatchObject([{ StopTimeout: given }]);
  }
});

test("a read-only root has nothing to write on that was not asked for", async () => {
  const closed = "ro,noexec,nosuid,nodev,size=64k,notmpcopyup";
  expect(await tmpfsOf({ ReadonlyRootfs: true, Tmpfs: { "/tmp": "rw" } })).toEqual({
    "/run": closed,
    "/tmp": "rw,notmpcopyup",
    "/var/tmp": closed,
  });
  const Mounts = [{ Type: "volume", Source: "data", Target: "/run" }];
  expect(await tmpfsOf({ ReadonlyRootfs: true, Mounts, Binds: ["data:/var/tmp:rw"] })).toEqual({ "/tmp": closed });
});

async function tmpfsOf(HostConfig: object): Promise<unknown> {
  const line = scriptedLine({ pass: [{ Id: "1" }] });
  await create({ HostConfig }, line);
  return (line.bodies.at(-1) as { HostConfig: { Tmpfs: unknown } }).HostConfig.Tmpfs;
}

test.each([
  ["less memory than a container starts in", { Memory: 1 << 20 }, "Minimum memory limit allowed is 6MB"],
  ["more CPUs than there are", { NanoCpus: 3e9 }, "Range of CPUs is from 0.01 to 2.00"],
])("%s is refused in Docker's words", async (_, HostConfig, message) => {
  const line = scriptedLine({ "GET /v1.41/info": [{ NCPU: 2 }], pass: [{ Id: "1" }] });
  await expect(create({ HostConfig }, line)).rejects.toMatchObject({ kind: "http", status: 400, message });
  expect(line.sent).not.toContain("pass");
});

test("limits that every machine has are not looked up", async () => {
  const line = scriptedLine({ pass: [{ Id: "1" }] });
  await create({ HostConfig: { Memory: 6 << 20, NanoCpus: 1e9 } }, line);
  expect(line.sent).toEqual(["pass"]);
});

test("a body that is not understood is Podman's to judge", async () => {
  const line = scriptedLine({ pass: [{ Id: "1" }] });
  expect(await create("nonsense", line)).toEqual({ Id: "1" });
  expect(line.sent).toEqual(["pass"]);
});
