// What these tests run is our shim of wsl.exe, which executes the real Docker CLI; no Windows is involved.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Host } from "#core/host.ts";
import { Problem } from "#core/problem.ts";
import type { Step } from "#core/reply.ts";
import { openHosts } from "#hosts/hosts.ts";
import type { HostPower } from "#core/host-power.ts";
import { connect } from "#hosts/kinds.ts";
import { childrenOf, killedBot } from "#test/support/children.ts";
import { type FakeWsl, openWsl, type WslState } from "#test/support/wsl.ts";
import { hostContract } from "./contract.ts";

const within = (ms = 30_000) => AbortSignal.timeout(ms);

async function open(wsl: FakeWsl, url = "wsl://Ubuntu"): Promise<Host> {
  return (await openHosts([{ name: "win", url }], wsl.environment)).find("win");
}

async function problem(state: Partial<WslState>, url?: string): Promise<Problem> {
  await using wsl = await openWsl(state);
  await using host = await open(wsl, url);
  const error: unknown = await host.describe(within()).catch((reason: unknown) => reason);
  if (error instanceof Problem) return error;
  throw new Error(`no problem: ${String(error)}`);
}

async function power(wsl: FakeWsl, url = "wsl://Ubuntu"): Promise<HostPower & Disposable> {
  const connection = await connect(url, wsl.environment);
  if (!connection.power) throw new Error("no power");
  return Object.assign(connection.power, { [Symbol.dispose]: () => connection.close?.() });
}

async function told<T>(
  steps: AsyncGenerator<Step, T>,
): Promise<{ readonly steps: readonly string[]; readonly end: T }> {
  const texts: string[] = [];
  for (;;) {
    const next = await steps.next();
    if (next.done) return { steps: texts, end: next.value };
    texts.push(next.value.text);
  }
}

describe("wsl", () => {
  let wsl: FakeWsl;
  beforeAll(async () => {
    wsl = await openWsl();
  });
  afterAll(() => wsl[Symbol.asyncDispose]());

  hostContract("WSL (shim)", () => open(wsl));

  test("keeps a few connections for 1,000 requests", async () => {
    const host = await open(wsl);
    const before = await childrenOf(process.pid, "wsl-shim");
    await host.describe(within());
    for (let count = 0; count < 1000; count++) await host.containers.list({ "longshore.test": "none" }, within(60_000));
    // One for the requests and, as soon as something is asked of it, the keeper.
    expect((await childrenOf(process.pid, "wsl-shim")).length - before.length).toBeLessThanOrEqual(3);
    await host[Symbol.asyncDispose]();
  });

  test("leaves no child when the bot is killed with streams open, the keeper included", async () => {
    expect(await killedBot("wsl://Ubuntu", wsl.environment.variables, "")).toEqual([]);
  });

  test("keeps the distribution running as long as the host is open", async () => {
    const connection = await connect("wsl://Ubuntu", wsl.environment);
    const host = await open(wsl);
    const keepers = () => childrenOf(process.pid, "--exec cat");
    const before = (await keepers()).length;
    await host.describe(within());
    expect((await keepers()).length).toBe(before + 1);
    connection.close?.();
    await host[Symbol.asyncDispose]();
  });

  describe.for([
    { language: "en", utf8: true },
    { language: "en", utf8: false },
    { language: "zh", utf8: true },
    { language: "zh", utf8: false },
  ] as const)("in $language, UTF-8 $utf8, says what to type when", (how) => {
    test("WSL is not installed", async () => {
      const { message, hint } = await problem({ ...how, installed: false });
      expect(message).toBe("WSL is not installed on this Windows.");
      expect(hint).toBe("As administrator: wsl --install");
    });

    test("there is no distribution", async () => {
      const { message, hint } = await problem({ ...how, distributions: [], running: [] }, "wsl");
      expect(message).toBe("WSL has no distribution yet.");
      expect(hint).toBe("wsl --install -d Ubuntu");
    });

    test("the distribution is not known", async () => {
      const { message, hint } = await problem({ ...how, distributions: ["Debian", "Ubuntu"] }, "wsl://Ubunut");
      expect(message).toBe('WSL has no distribution Ubunut. Did you mean "Ubuntu"?');
      expect(hint).toContain("There are Debian, Ubuntu.");
    });

    test("the user is not known", async () => {
      const { message } = await problem(how, "wsl://Ubuntu?user=nobody");
      expect(message).toBe("There is no user nobody in the WSL distribution Ubuntu.");
    });
  });

  test("says what to type when there is no wsl.exe, no Docker, or none that runs", async () => {
    const none = { ...wsl.environment, variables: { ...process.env, PATH: "/nowhere" } };
    const host = (await openHosts([{ name: "win", url: "wsl://Ubuntu" }], none)).find("win");
    await expect(host.describe(within())).rejects.toMatchObject({
      message: expect.stringContaining("There is no wsl.exe here"),
    });
    const missing = await problem({ path: "/nowhere" });
    expect(missing.message).toBe("There is no Docker in the WSL distribution Ubuntu.");
    expect(missing.hint).toContain("wsl -d Ubuntu -u root -- apt install -y docker.io");

    await using stopped = await openWsl();
    const variables = { ...stopped.environment.variables, DOCKER_HOST: "unix:///run/no-such/docker.sock" };
    const off = (await openHosts([{ name: "win", url: "wsl://Ubuntu" }], { ...stopped.environment, variables })).find(
      "win",
    );
    await expect(off.describe(within())).rejects.toMatchObject({
      message: "Docker is not running in the WSL distribution Ubuntu.",
    });
    await off[Symbol.asyncDispose]();
  });

  describe("power", () => {
    test("lists the distributions, in any encoding, and says which run", async () => {
      for (const utf8 of [true, false]) {
        await using some = await openWsl({ distributions: ["Ubuntu", "Debian", "docker-desktop"], utf8 });
        using there = await power(some);
        expect(await there.distributions(within())).toEqual([
          { name: "Ubuntu", running: true },
          { name: "Debian", running: false },
          { name: "docker-desktop", running: false },
        ]);
      }
      await using none = await openWsl({ distributions: [], running: [] });
      using nothing = await power(none);
      expect(await nothing.distributions(within())).toEqual([]);
    });

    test("starts a distribution whose Docker answers", async () => {
      await using cold = await openWsl({ running: [] });
      using there = await power(cold);
      expect((await told(there.start(within()))).steps).toEqual(["Starting the WSL distribution Ubuntu"]);
      expect((await cold.state()).running).toEqual(["Ubuntu"]);
    });

    test("says why Docker does not start", async () => {
      await using bare = await openWsl({ path: "/usr/sbin:/sbin" });
      using there = await power(bare);
      await expect(told(there.start(within()))).rejects.toMatchObject({
        message: expect.stringContaining("Ubuntu"),
        hint: expect.stringContaining("wsl -d Ubuntu"),
      });
    });

    test("stops it, and nothing starts it again until somebody says so", async () => {
      await using warm = await openWsl();
      const connection = await connect("wsl://Ubuntu", warm.environment);
      const agent = connection.agent({}, "short");
      const { get } = await import("node:http");
      const ping = () =>
        new Promise<unknown>((resolve) => {
          get({ host: "docker", agent, path: "/_ping" }, (answer) => resolve(answer.resume().statusCode)).on(
            "error",
            resolve,
          );
        });
      expect(await ping()).toBe(200);
      if (!connection.power) throw new Error("no power");
      await told(connection.power.stop(within()));
      await expect.poll(() => childrenOf(process.pid, warm.environment.home)).toEqual([]);
      await expect.poll(async () => (await warm.state()).running, { timeout: 5_000 }).toEqual([]);
      await expect.poll(ping).toMatchObject({ hint: "/host start brings it back." });
      expect((await warm.state()).running).toEqual([]);
      await told(connection.power.start(within()));
      expect(await ping()).toBe(200);
      agent.destroy();
      connection.close?.();
    });

    test("updates WSL and says from what to what", async () => {
      for (const language of ["en", "zh"] as const) {
        await using old = await openWsl({ language, utf8: false, version: "2.0.9.0", update: "2.6.1.0" });
        using there = await power(old);
        const { steps, end } = await told(there.update(within()));
        expect(end).toMatchObject({ before: "2.0.9.0", after: "2.6.1.0" });
        expect(steps.slice(0, 2)).toEqual(["Asking WSL for its version", "Updating WSL 2.0.9.0"]);
        const { end: again } = await told(there.update(within()));
        expect(again).toMatchObject({ before: "2.6.1.0", after: "2.6.1.0" });
      }
      await using denied = await openWsl({ update: "denied" });
      using there = await power(denied);
      await expect(told(there.update(within()))).rejects.toMatchObject({ code: "host-unreachable" });
    });

    test("tries where a port can be reached", async () => {
      const { createServer } = await import("node:net");
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      if (typeof address !== "object" || !address) throw new Error("no port");
      await using nat = await openWsl({ mode: "nat" });
      using there = await power(nat);
      const reach = await there.reach(address.port, within());
      expect(reach[0]).toMatchObject({ address: "127.0.0.1", answers: true });
      expect(reach.slice(1).every((place) => !place.answers)).toBe(true);
      server.close();
    });
  });
});
