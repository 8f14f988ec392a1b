import { connect, createServer } from "node:net";
import { homedir } from "node:os";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import { openHosts } from "#hosts/hosts.ts";
import { connect as connectTo } from "#hosts/kinds.ts";
import { childrenOf, killedBot } from "#test/support/children.ts";
import { freePort, noSshd, openSshd, type Sshd } from "#test/support/sshd.ts";
import { hostContract } from "./contract.ts";

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
  beforeAll(async () => {
    sshd = await openSshd();
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

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

  test("leaves no child when the bot is killed with streams open", async () => {
    expect(await killedBot(sshd.url(), process.env, "ssh ")).toEqual([]);
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
