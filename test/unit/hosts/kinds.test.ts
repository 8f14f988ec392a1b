import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { openHosts } from "#hosts/hosts.ts";
import { connect } from "#hosts/kinds.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "home-"));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

const environment = (variables: Readonly<Record<string, string>> = {}, platform: NodeJS.Platform = "linux") => ({
  platform,
  home,
  variables,
});

async function reached(url: string, variables?: Readonly<Record<string, string>>, platform?: NodeJS.Platform) {
  const connection = await connect(url, environment(variables, platform));
  connection.agent({}, "short").destroy();
  return connection;
}

async function refused(url: string, variables?: Readonly<Record<string, string>>): Promise<Problem> {
  try {
    await reached(url, variables);
  } catch (error) {
    if (error instanceof Problem && error.code === "configuration") return error;
    throw error;
  }
  throw new Error(`${url} was taken`);
}

async function certificates(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ["ca", "cert", "key"]) await writeFile(join(folder, `${name}.pem`), "");
  return folder;
}

async function dockerContext(name: string, endpoint: object): Promise<string> {
  const id = createHash("sha256").update(name).digest("hex");
  const folder = join(home, ".docker/contexts/meta", id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker: endpoint } }));
  return id;
}

describe("unix", () => {
  test("is a socket of this machine", async () => {
    expect(await reached("unix:///run/my%20docker.sock")).toMatchObject({
      kind: "unix",
      address: "127.0.0.1",
      bind: "127.0.0.1",
      local: true,
    });
    expect((await refused("unix://run/docker.sock")).hint).toContain("unix:///");
  });
});

describe("npipe", () => {
  test("is a pipe by its name", async () => {
    expect(await reached("npipe:////./pipe/docker_engine")).toMatchObject({
      kind: "npipe",
      url: "npipe:////./pipe/docker_engine",
    });
    await refused("npipe:///etc/passwd");
  });
});

describe("tcp", () => {
  test("is plain on loopback alone", async () => {
    expect(await reached("tcp://127.0.0.1:2375")).toMatchObject({ host: "127.0.0.1", port: 2375, local: true });
    expect(await reached("tcp://[::1]")).toMatchObject({ host: "::1", port: 2375, local: true });
    for (const url of ["tcp://10.0.0.5:2375", "tcp://lab", "tcp://127.0.0.1.evil.example", "tcp://0.0.0.0:2375"]) {
      expect((await refused(url)).hint).toContain("certs=");
    }
  });

  test("has its certificates in a folder, and publishes where its URL points", async () => {
    const folder = await certificates(join(home, "lab"));
    expect(await reached(`tcp://10.0.0.5?certs=${folder}`)).toMatchObject({
      port: 2376,
      address: "10.0.0.5",
      bind: "10.0.0.5",
      local: false,
    });
    expect(await reached(`tcp://lab.example:1?certs=${folder}`)).toMatchObject({
      port: 1,
      address: "lab.example",
      bind: undefined,
    });
    expect((await refused(`tcp://lab?certs=${home}/none`)).message).toContain(`${home}/none/ca.pem`);
  });
});

describe("docker", () => {
  test("is the platform's socket when nothing is said", async () => {
    expect(await reached("docker")).toMatchObject({ url: "unix:///var/run/docker.sock" });
    expect(await reached("docker", {}, "win32")).toMatchObject({ url: "npipe:////./pipe/docker_engine" });
  });

  test("follows DOCKER_HOST, with its certificates", async () => {
    expect(await reached("docker", { DOCKER_HOST: "unix:///run/other.sock" })).toMatchObject({
      url: "unix:///run/other.sock",
    });
    const DOCKER_CERT_PATH = await certificates(join(home, "certs"));
    const DOCKER_HOST = "tcp://10.0.0.5:2376";
    expect(await reached("docker", { DOCKER_HOST, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH })).toMatchObject({
      host: "10.0.0.5",
      port: 2376,
    });
    expect((await refused("docker", { DOCKER_HOST })).message).toContain("plain text");
    expect(await reached("docker", { DOCKER_HOST: "127.0.0.1:1234" })).toMatchObject({ port: 1234 });
  });

  test("follows the context that is chosen, and DOCKER_HOST rather than it", async () => {
    await dockerContext("one", { Host: "unix:///run/one.sock" });
    await dockerContext("two", { Host: "unix:///run/two.sock" });
    await writeFile(join(home, ".docker/config.json"), JSON.stringify({ currentContext: "one" }));
    expect(await reached("docker")).toMatchObject({ url: "unix:///run/one.sock" });
    expect(await reached("docker", { DOCKER_CONTEXT: "two" })).toMatchObject({ url: "unix:///run/two.sock" });
    const variables = { DOCKER_CONTEXT: "two", DOCKER_HOST: "unix:///run/three.sock" };
    expect(await reached("docker", variables)).toMatchObject({ url: "unix:///run/three.sock" });
  });

  test("does not go round in circles", async () => {
    expect((await refused("docker", { DOCKER_HOST: "docker://x" })).message).toContain("no address");
    await dockerContext("circle", { Host: "context:circle" });
    expect((await refused("context:circle")).message).toContain("no address");
  });

  test("names the settings file that cannot be understood", async () => {
    await mkdir(join(home, ".docker"));
    await writeFile(join(home, ".docker/config.json"), "{");
    expect((await refused("docker")).message).toContain(join(home, ".docker/config.json"));
  });
});

describe("context", () => {
  test("is an entry of Docker's own store, with its certificates", async () => {
    const id = await dockerContext("lab", { Host: "tcp://10.0.0.5:2376" });
    expect((await refused("context:lab")).message).toContain("plain text");
    await certificates(join(home, ".docker/contexts/tls", id, "docker"));
    expect(await reached("context:lab")).toMatchObject({ kind: "tcp", host: "10.0.0.5", port: 2376, local: false });
  });

  test("that does not exist, or checks nothing, is refused", async () => {
    expect((await refused("context:nowhere")).message).toBe('Docker has no context "nowhere".');
    await refused("context:../../etc");
    await dockerContext("open", { Host: "tcp://10.0.0.5:2376", SkipTLSVerify: true });
    expect((await refused("context:open")).message).toContain("does not check");
  });

  test("called default is the platform's socket", async () => {
    expect(await reached("context:default")).toMatchObject({ url: "unix:///var/run/docker.sock" });
  });
});

test("a kind that does not exist is refused with the one that was meant", async () => {
  expect((await refused("unxi:///run/docker.sock")).hint).toBe("Did you mean unix?");
  expect((await refused("zzz://x")).hint).toMatch(/context.*docker.*npipe.*tcp.*unix/);
  // Files of this folder that are no kinds.
  for (const url of ["kind:x", "kinds:x", "hosts:x", "../unix:x", "not a url"]) await refused(url);
});

test("the environment of the process steers nothing but the kind that follows it", async () => {
  const variables = { DOCKER_HOST: "tcp://10.9.9.9:1", DOCKER_TLS_VERIFY: "1" };
  expect(await reached("unix:///run/docker.sock", variables)).toMatchObject({ url: "unix:///run/docker.sock" });
});

describe("hosts", () => {
  const settings = [
    { name: "local", url: "unix:///nonexistent/a.sock" },
    {
      name: "build",
      url: "unix:///nonexistent/b.sock",
      address: "build.example",
      bind: "10.0.0.1",
      ports: { first: 1, last: 2 },
    },
  ];

  test("are opened without anything being asked, and found by name; the first is the default", async () => {
    await using hosts = await openHosts(settings, environment());
    expect(hosts.find(undefined)).toMatchObject({
      name: "local",
      address: "127.0.0.1",
      ports: { first: 20_000, last: 29_999 },
    });
    expect(hosts.find("build")).toMatchObject({
      address: "build.example",
      bind: "10.0.0.1",
      ports: { first: 1, last: 2 },
    });
    expect(() => hosts.find("biuld")).toThrow('There is no host biuld. Did you mean "build"?');
    await hosts.warm();
  });

  test("whose settings cannot work are named", async () => {
    await expect(openHosts([{ name: "lab", url: "tcp://10.0.0.5" }], environment())).rejects.toThrow(
      "The host lab cannot",
    );
  });
});
