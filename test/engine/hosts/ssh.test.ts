import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, stat, utimes } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { openHosts } from "#hosts/hosts.ts";
import { connect as connectTo } from "#hosts/kinds.ts";
import { childrenOf, killedBot } from "#test/support/children.ts";
import { docker } from "#test/support/docker.ts";
import { freePort, noSshd, openSshd, type Sshd } from "#test/support/sshd.ts";
import { temporaryFolder } from "#test/support/tls.ts";
import { hostContract } from "./contract.ts";
import { tinyImage } from "./tiny-image.ts";

const environment = { platform: process.platform, home: homedir(), variables: process.env };
const within = (ms = 30_000) => AbortSignal.timeout(ms);

async function open(url: string): Promise<Host> {
  return (await openHosts([{ name: "far", url }], environment)).find("far");
}

async function problem(url: string): Promise<Problem> {
  await using host = await open(url);
  const error: unknown = await host.describe(within()).catch((reason: unknown) => reason);
  if (error instanceof Problem) return error;
  throw new Error(`no problem: ${String(error)}`);
}

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ""}`, () => {
  let sshd: Sshd;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    // What is left in it is ours, whoever else uses ssh meanwhile.
    temporary = await temporaryFolder();
    vi.stubEnv("TMPDIR", temporary.path);
    sshd = await openSshd();
  });
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
    await temporary[Symbol.asyncDispose]();
  });

  hostContract("ssh", () => open(sshd.url()));

  test("keeps a few connections for many requests, and none when it is closed", async () => {
    const host = await open(sshd.url());
    const before = await childrenOf(process.pid, "ssh ");
    await host.describe(within());
    for (let count = 0; count < 300; count++) await host.containers.list({ "longshore.test": "none" }, within());
    expect((await childrenOf(process.pid, "ssh ")).length - before.length).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 20 }, () => host.containers.list({ "longshore.test": "none" }, within())));
    expect((await childrenOf(process.pid, "ssh ")).length - before.length).toBeLessThanOrEqual(8);
    await host[Symbol.asyncDispose]();
    await expect.poll(() => childrenOf(process.pid, "ssh ")).toEqual(before);
  });

  test("goes on after the line was cut", async () => {
    await using host = await open(sshd.url());
    await host.describe(within());
    for (const { pid } of await childrenOf(process.pid, "ssh ")) process.kill(pid, "SIGKILL");
    expect((await host.describe(within())).engineVersion).not.toBe("");
  });

  const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("longshore-ssh-"));

  test.each(["short", "streams"] as const)(
    "leaves no child when the bot is killed with streams open: %s",
    async (use) => {
      // What it leaves in a folder is swept later, and not by what counts folders here.
      await using theirs = await temporaryFolder();
      const variables = { ...process.env, TMPDIR: theirs.path };
      expect(await killedBot(sshd.url(), variables, "ssh ", use)).toEqual([]);
    },
  );

  describe("streams go through one ssh", () => {
    const container = `line-${randomBytes(4).toString("hex")}`;
    const image = `longshore-test/${container}:1`;
    beforeAll(async () => {
      const programs = ["sleep", "echo", "timeout"];
      const archive = tinyImage({ reference: image, programs, architecture: "amd64" });
      await using host = await open("docker");
      await host.images.load(Readable.from([await archive]), image, within());
      await docker("run", "--detach", "--name", container, image);
    });
    afterAll(async () => {
      await docker("rm", "--force", "--volumes", container);
      await docker("image", "rm", image);
    });

    const said = async (host: Host) => {
      const options = { timeoutMs: 20_000 };
      return (await host.containers.exec(container, ["echo", "here"], options, within())).output;
    };
    const lines = () => childrenOf(process.pid, "docker.sock:");
    test("however many there are, and leave nothing", async () => {
      const before = await folders();
      const host = await open(sshd.url());
      expect(await said(host)).toBe("here\n");
      await expect.poll(lines, { timeout: 20_000 }).toHaveLength(1);
      const [folder = ""] = (await folders()).filter((name) => !before.includes(name));
      expect((await stat(join(tmpdir(), folder))).mode & 0o777).toBe(0o700);

      const all = async () => new Set(await Promise.all(Array.from({ length: 20 }, () => said(host))));
      expect(await all()).toEqual(new Set(["here\n"]));
      const children = await childrenOf(process.pid, "ssh ");
      expect(await all()).toEqual(new Set(["here\n"]));
      expect(await lines()).toHaveLength(1);
      expect((await childrenOf(process.pid, "ssh ")).length).toBeLessThanOrEqual(children.length);
      await host[Symbol.asyncDispose]();
      await expect.poll(lines).toEqual([]);
      await expect.poll(folders).toEqual(before);
    });

    test("and a burst waits for it, rather than log in for each of its streams", async () => {
      await using slow = await openSshd([`ForceCommand sleep 1; exec sh -c "$SSH_ORIGINAL_COMMAND"`]);
      await using host = await open(slow.url());
      await said(host);
      const burst = await Promise.all(Array.from({ length: 20 }, () => said(host)));
      expect(new Set(burst)).toEqual(new Set(["here\n"]));
      // Six for what is no stream, one for the line, one for the first stream of all, two of the burst's own.
      expect(slow.logins).toBeLessThanOrEqual(10);
    });

    test("that is opened again after it was cut", async () => {
      await using host = await open(sshd.url());
      await said(host);
      await expect.poll(lines, { timeout: 20_000 }).toHaveLength(1);
      // Not while it is being opened: what does not open is left alone for minutes.
      const isOpen = async () =>
        (await Promise.all((await folders()).map((folder) => readdir(join(tmpdir(), folder))))).flat();
      await expect.poll(isOpen, { timeout: 20_000 }).toContain("docker.sock");
      await said(host);
      const [first] = await lines();
      process.kill(first?.pid ?? 0, "SIGKILL");
      const again = async () => {
        expect(await said(host)).toBe("here\n");
        return (await lines()).filter(({ pid }) => pid !== first?.pid);
      };
      await expect.poll(again, { timeout: 20_000 }).toHaveLength(1);
    });

    test("and when the engine does not answer there, what is wrong is told as ever", async () => {
      await using folder = await temporaryFolder();
      const socket = join(folder.path, "engine.sock");
      const listen = async () => {
        const clients = new Set<Socket>();
        const server = createServer((client) => {
          clients.add(client);
          const engine = connect("/var/run/docker.sock");
          pipeline(client, engine, client, () => {});
        });
        await new Promise<void>((resolve) => server.listen(socket, resolve));
        const close = () => {
          server.close();
          for (const client of clients) client.destroy();
        };
        return { close };
      };
      let engine = await listen();
      await using host = await open(sshd.url(`&socket=${socket}`));
      await said(host);
      await expect.poll(() => childrenOf(process.pid, `docker.sock:${socket}`), { timeout: 20_000 }).toHaveLength(1);
      engine.close();
      const copied = () => host.containers.logs(container, { tail: 1 }, within()).catch(String);
      await expect.poll(copied, { timeout: 20_000 }).toContain("Docker is not running on");
      engine = await listen();
      expect(await said(host)).toBe("here\n");
      engine.close();
    });

    test("unless the server lets none through", async () => {
      // A host that was closed takes its folder away when its ssh has ended.
      await expect.poll(folders, { timeout: 20_000 }).toEqual([]);
      await using strict = await openSshd(["AllowStreamLocalForwarding no"]);
      await using host = await open(strict.url());
      expect(await said(host)).toBe("here\n");
      // What is kept ready instead is there once the server has refused.
      await expect.poll(() => childrenOf(process.pid, "echo longshore-"), { timeout: 20_000 }).toHaveLength(4);
      expect(await said(host)).toBe("here\n");
      expect(await folders()).toEqual([]);
    });

    test("and what a killed bot left is taken away", async () => {
      const left = await mkdtemp(join(tmpdir(), "longshore-ssh-"));
      await utimes(left, new Date(0), new Date(0));
      await using host = await open(sshd.url());
      await said(host);
      await expect.poll(() => existsSync(left), { timeout: 20_000 }).toBe(false);
    });
  });

  describe("says what to type when", () => {
    test("the host key is not known", async () => {
      const config = await sshd.configWith("stranger", ["UserKnownHostsFile /dev/null"]);
      const { code, message, hint } = await problem(`ssh://${sshd.user}@127.0.0.1:${sshd.port}?config=${config}`);
      expect(code).toBe("host-unreachable");
      expect(message).toBe("The host key of 127.0.0.1 is not known to the user that runs the bot.");
      expect(hint).toContain(`ssh -F ${config} -p ${sshd.port} ${sshd.user}@127.0.0.1`);
    });

    test("no key is accepted", async () => {
      await using refusing = await openSshd(["AuthorizedKeysFile /dev/null"]);
      const { message, hint } = await problem(refusing.url());
      expect(message).toContain("does not let the bot log in");
      expect(hint).toContain("ssh-copy-id");
    });

    test("nothing listens, and when the name is not known", async () => {
      const refused = await problem(`ssh://ops@127.0.0.1:${await freePort()}?config=${sshd.config}`);
      expect(refused.message).toContain("Nothing listens for ssh on 127.0.0.1");
      const unknown = await problem(`ssh://ops@no-such-host.invalid?config=${sshd.config}`);
      expect(unknown.message).toContain("The name no-such-host.invalid is not known");
    });

    test("there is no docker on the other side", async () => {
      await using bare = await openSshd(["SetEnv PATH=/nowhere"]);
      const { message, hint } = await problem(bare.url());
      expect(message).toBe("There is no docker command on 127.0.0.1 for the user that ssh logs in.");
      expect(hint).toContain("command -v docker");
    });

    test("Docker does not run there", async () => {
      const { message } = await problem(sshd.url("&socket=/run/no-such/docker.sock"));
      expect(message).toBe("Docker is not running on 127.0.0.1 at /run/no-such/docker.sock.");
    });

    test("the configuration cannot be read", async () => {
      const config = await sshd.configWith("broken", ["NoSuchOption yes"]);
      const { code, hint } = await problem(`ssh://ops@127.0.0.1?config=${config}`);
      expect(code).toBe("configuration");
      expect(hint).toContain("ssh -G");
    });

    test("there is no ssh", async () => {
      const nowhere = { ...environment, variables: { ...process.env, PATH: "/nowhere" } };
      const hosts = await openHosts([{ name: "far", url: sshd.url() }], nowhere);
      const error: unknown = await hosts
        .find("far")
        .describe(within())
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ message: expect.stringContaining("ssh program cannot be started") });
      await hosts[Symbol.asyncDispose]();
    });

    test("the host key has changed", async () => {
      await using changed = await openSshd();
      await using host = await open(changed.url());
      await host.describe(within());
      await changed.changeHostKey();
      const { message, hint } = await problem(changed.url());
      expect(message).toContain("The host key of 127.0.0.1 is not the one it had before");
      expect(hint).toContain(`ssh-keygen -R '[127.0.0.1]:${changed.port}'`);
    });
  });

  test("takes greetings of the other side's shell for what they are", async () => {
    await using chatty = await openSshd([`ForceCommand echo Welcome; exec $SSH_ORIGINAL_COMMAND`]);
    await using host = await open(chatty.url());
    expect((await host.describe(within())).engineVersion).not.toBe("");
  });

  test("knows what an alias of the configuration stands for", async () => {
    const config = await sshd.configWith("alias", ["Host lab", "  HostName 10.20.30.40", "Host *"]);
    const connection = await connectTo(`ssh://ops@lab?config=${config}`, environment);
    expect(connection).toMatchObject({ address: "10.20.30.40", bind: "10.20.30.40" });
  });

  describe("forward=true", () => {
    test("opens a port of the other side here, under the same number, and mends it", async () => {
      // Two loopback addresses stand for two machines: what listens on the one is not there on the other.
      const greeter = createServer((client) => client.end("hello"));
      await new Promise<void>((resolve) => greeter.listen(0, "127.0.0.1", resolve));
      const address = greeter.address();
      if (typeof address !== "object" || !address) throw new Error("no port");
      const connection = await connectTo(sshd.url(`&forward=127.0.0.2`), environment);
      expect(connection).toMatchObject({ address: "127.0.0.2", bind: "127.0.0.1" });
      const forward = await connection.forward?.(address.port);
      expect(forward).toMatchObject({ address: "127.0.0.2", port: address.port });
      const heard = () => text(connect(address.port, "127.0.0.2")).catch(() => "");
      expect(await heard()).toBe("hello");
      expect(await connection.forward?.(address.port)).toBe(forward);

      for (const { pid } of await childrenOf(process.pid, "ssh ")) process.kill(pid, "SIGKILL");
      await expect.poll(heard, { timeout: 10_000 }).toBe("hello");
      expect(await Promise.all(Array.from({ length: 20 }, heard))).toEqual(Array(20).fill("hello"));

      forward?.[Symbol.dispose]();
      expect(await heard()).toBe("");
      await expect.poll(() => childrenOf(process.pid, "ssh ")).toEqual([]);
      connection.close?.();
      greeter.close();
    });

    test("of a port that is taken here says so, and of a host that cannot be reached", async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.2", resolve));
      const address = taken.address();
      if (typeof address !== "object" || !address) throw new Error("no port");
      const connection = await connectTo(sshd.url("&forward=127.0.0.2"), environment);
      await expect(connection.forward?.(address.port)).rejects.toMatchObject({ code: "port-taken" });
      const gone = await connectTo(
        `ssh://ops@127.0.0.1:${await freePort()}?config=${sshd.config}&forward=127.0.0.3`,
        environment,
      );
      await expect(gone.forward?.(address.port)).rejects.toMatchObject({ code: "host-unreachable" });
      taken.close();
    });
  });

  test("is not waited for before it is used", async () => {
    const began = performance.now();
    await connectTo("ssh://ops@192.0.2.1", environment);
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});
