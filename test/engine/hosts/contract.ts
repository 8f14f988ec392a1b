import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ContainerSpec, ContainerState, Host } from "#core/host.ts";
import { Problem, type ProblemCode } from "#core/problem.ts";
import { Secret } from "#core/secret.ts";
import { docker } from "#test/support/docker.ts";
import { isAll } from "#test/support/extent.ts";
import { freePort, holdPort } from "./ports.ts";
import { BUSYBOX, tinyImage } from "./tiny-image.ts";

const PROGRAMS = [
  "sh",
  "sleep",
  "echo",
  "cat",
  "stat",
  "ps",
  "nc",
  "seq",
  "timeout",
  "true",
  "id",
  "touch",
  "kill",
  "yes",
];

/** What an engine that is not Docker does otherwise. Each has a test of what it does instead, but for the bridge, which has another name there. */
export type Difference = "restart policy" | "out of memory" | "lines in pieces" | "own bridge";

export const LOCAL = "the local socket";

/**
 * What every kind of host does, whatever is between the bot and the engine.
 *
 * @param command The engine's own command, which shares no code with us: `docker`, or another one for another engine.
 * @param differences None for any kind of way to a Docker Engine.
 */
export function hostContract(
  kind: string,
  open: () => Promise<Host>,
  command: (...words: string[]) => Promise<string> = docker,
  differences: readonly Difference[] = [],
): void {
  // The same again over another way: left to `npm test -- --all`, and to whoever names the file.
  if (kind !== LOCAL && !isAll) return;
  const differs = (difference: Difference) => differences.includes(difference);
  const missing = existsSync(BUSYBOX) ? "" : ` (skipped: ${BUSYBOX} of busybox-static is not here)`;
  describe.skipIf(missing)(`a host over ${kind}${missing}`, () => {
    const run = `hst-${randomBytes(4).toString("hex")}`;
    const label = { "longshore.test": run };
    const image = `longshore-test/${run}:1`;
    const bare = `longshore-test/${run}:bare`;
    const network = `${run}-net`;
    let host: Host;
    let names = 0;

    const within = (ms = 30_000) => AbortSignal.timeout(ms);
    const uniqueName = () => `${run}-${++names}`;

    function spec(changes: Partial<ContainerSpec> = {}): ContainerSpec {
      return {
        name: uniqueName(),
        image,
        command: ["sleep", "3600"],
        env: { PLAIN: "a=b c" },
        labels: label,
        user: "1000:1000",
        network,
        ports: [],
        mounts: [],
        limits: { memoryBytes: 64 << 20, cpus: 0.5, pids: 50 },
        readOnlyRoot: true,
        capabilities: [],
        restart: "no",
        stopSeconds: 1,
        ...changes,
      };
    }

    async function started(changes: Partial<ContainerSpec> = {}): Promise<string> {
      const id = await host.containers.create(spec(changes), within());
      await host.containers.start(id, within());
      return id;
    }

    /** What its first process has used of a CPU, and the time, as the kernel tells the container. */
    async function clocks(id: string): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
      const words = ["cat", "/proc/uptime", "/proc/1/stat"];
      const { output } = await host.containers.exec(id, words, { timeoutMs: 20_000 }, within());
      const [uptime = "", stat = ""] = output.split("\n");
      const [user, system] = stat.split(" ").slice(13, 15);
      return { seconds: parseFloat(uptime), cpuSeconds: (Number(user) + Number(system)) / 100 };
    }

    async function inspected(id: string): Promise<ContainerState> {
      const state = await host.containers.inspect(id, within());
      if (!state) throw new Error(`no container ${id}`);
      return state;
    }

    async function problem(promise: Promise<unknown>): Promise<Problem> {
      try {
        await promise;
      } catch (error) {
        if (error instanceof Problem) return error;
        throw error;
      }
      throw new Error("it was done");
    }

    beforeAll(async () => {
      host = await open();
      const { architecture } = await host.describe(within());
      const tiny = { programs: PROGRAMS, architecture: architecture === "x86_64" ? "amd64" : "arm64" };
      await host.images.load(
        pieces(await tinyImage({ ...tiny, reference: image, labels: { made: "here" } })),
        image,
        within(),
      );
      await host.images.load(
        pieces(await tinyImage({ ...tiny, reference: bare, programs: ["sh", "sleep"] })),
        bare,
        within(),
      );
      await host.networks.ensure(network, within());
    });

    afterEach(async () => {
      for (const { id } of await host.containers.list(label, within())) await host.containers.remove(id, within());
      for (const { name } of await host.volumes.list(label, within())) await host.volumes.remove(name, within());
    });

    afterAll(async () => {
      await host[Symbol.asyncDispose]();
      await command("image", "rm", "--force", image, bare);
      await command("network", "rm", network);
    });

    const unusedPort = () => freePort(host.bind);

    test("says what it is", async () => {
      const description = await host.describe(within());
      expect(description.engineVersion).not.toBe("");
      expect(description.apiVersion).toMatch(/^1\.\d\d$/);
      expect(description.cpus).toBeGreaterThan(0);
      expect(description.memoryBytes).toBeGreaterThan(64 << 20);
      expect(description.latencyMs).toBeLessThan(5000);
      expect((await host.diskUsage(within())).imagesBytes).toBeGreaterThan(0);
    });

    describe("images", () => {
      test("are described", async () => {
        expect(await host.images.inspect(image, within())).toMatchObject({
          reference: image,
          env: { PATH: "/bin", GREETING: "hello=world" },
          exposedPorts: [8080],
          command: ["sleep", "3600"],
          user: "1000:1000",
          labels: { made: "here" },
        });
      });

      test("are made of containers that have stopped, without their labels", async () => {
        const labels = { ...label, "longshore.owner": "ann", kept: "yes" };
        const id = await started({ labels, command: ["true"], readOnlyRoot: false });
        await host.containers.stop(id, 1, within());
        const reference = `longshore-test/${run}:made`;
        try {
          await host.images.commit(id, reference, ["longshore.test", "longshore.owner"], within());
          const made = await host.images.inspect(reference, within());
          expect(made).toMatchObject({
            command: ["true"],
            labels: { made: "here", kept: "yes", "longshore.test": "", "longshore.owner": "" },
          });
        } finally {
          await command("image", "rm", "--force", reference);
        }
      });

      test("that are not there are undefined", async () => {
        expect(await host.images.inspect("longshore-test/nothing:1", within())).toBeUndefined();
      });

      test("cannot have a name that bends the path", async () => {
        for (const name of ["../containers/json", "a?b=c", "a/../b", "A", "a b", "", "a%2fb"]) {
          expect((await problem(host.images.inspect(name, within()))).code).toBe("bad-input");
        }
      });

      test("that cannot be loaded are a problem", async () => {
        const { code } = await problem(
          host.images.load(pieces(Buffer.from("no archive")), "longshore-test/x:1", within()),
        );
        expect(["host-refused", "no-such-image"] satisfies ProblemCode[]).toContain(code);
      });

      test("stop loading when what they are read from fails, with its reason", async () => {
        async function* broken() {
          yield Buffer.alloc(1024);
          throw new Problem("container-exited", "The builder ended.");
        }
        expect((await problem(host.images.load(broken(), "longshore-test/x:1", within()))).message).toBe(
          "The builder ended.",
        );
      });
    });

    describe("create", () => {
      test("makes what was asked for, with every limit and nothing shared with the host", async () => {
        const port = await unusedPort();
        const volume = `${run}-data`;
        const id = await host.containers.create(
          spec({
            ports: [{ container: 8080, host: port, address: host.bind }],
            mounts: [
              { kind: "volume", volume, path: "/data", labels: label },
              { kind: "tmpfs", path: "/scratch", megabytes: 4 },
            ],
            limits: { memoryBytes: 64 << 20, cpus: 0.5, pids: 50, shmBytes: 8 << 20 },
            capabilities: ["CHOWN", "SETUID"],
            restart: "unless-stopped",
          }),
          within(),
        );
        expect(id).toMatch(/^[0-9a-f]{64}$/);
        const state = await inspected(id);
        expect(state).toMatchObject({
          id,
          image,
          status: "created",
          env: { PLAIN: "a=b c", PATH: "/bin" },
          limits: { memoryBytes: 64 << 20, cpus: 0.5, pids: 50, shmBytes: 8 << 20 },
          readOnlyRoot: true,
          ports: [{ container: 8080, host: port, address: host.bind }],
        });
        expect(state.labels).toMatchObject(label);
        expect(state.mounts).toContainEqual({ path: "/data", volume, readOnly: false });
        expect(await host.volumes.list(label, within())).toEqual([{ name: volume }]);
      });

      test("keeps the process inside its limits", async () => {
        const id = await started({ mounts: [{ kind: "tmpfs", path: "/scratch", megabytes: 4 }] });
        const status = await host.containers.exec(id, ["cat", "/proc/self/status"], { timeoutMs: 5000 }, within());
        expect(status.output).toMatch(/NoNewPrivs:\s+1/);
        expect(status.output).toMatch(/CapBnd:\s+0{16}/);
        const root = await host.containers.exec(id, ["touch", "/x"], { timeoutMs: 5000 }, within());
        expect(root.output).toContain("Read-only");
        const scratch = await host.containers.exec(id, ["touch", "/scratch/x"], { timeoutMs: 5000 }, within());
        expect(scratch).toMatchObject({ exitCode: 0 });
      });

      test("gives a read-only root nothing to write on that was not asked for, whoever writes", async () => {
        const id = await started({ user: "0:0", mounts: [{ kind: "tmpfs", path: "/run/server", megabytes: 1 }] });
        const script = "for at in / /run /tmp /var/tmp /run/server; do touch $at/x && echo wrote $at; done";
        const { output } = await host.containers.exec(id, ["sh", "-c", script], { timeoutMs: 5000 }, within());
        expect(output.match(/^wrote .*$/gm)).toEqual(["wrote /run/server"]);
      });

      test("of a name that is taken says so, and leaves the other alone", async () => {
        const name = uniqueName();
        const id = await host.containers.create(spec({ name }), within());
        const { code, message } = await problem(host.containers.create(spec({ name }), within()));
        expect(code).toBe("name-taken");
        expect(message).toContain(name);
        expect((await inspected(name)).id).toBe(id);
      });

      test("of one name five times at once makes one", async () => {
        const name = uniqueName();
        const all = await Promise.allSettled(
          Array.from({ length: 5 }, () => host.containers.create(spec({ name }), within())),
        );
        expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        expect((await inspected(name)).status).toBe("created");
      });

      test("without the image says so", async () => {
        const missing = "longshore-test/missing:1";
        const { code, message } = await problem(host.containers.create(spec({ image: missing }), within()));
        expect(code).toBe("no-such-image");
        expect(message).toContain(missing);
      });

      test("refuses what it would not run, before asking the engine", async () => {
        const smuggled = { readOnlyRoot: true, hostconfig: { privileged: true } };
        const hostile: readonly Partial<ContainerSpec>[] = [
          { name: "../x" },
          { name: "v/kill?signal=KILL&x=" },
          { name: "-x" },
          { network: "host" },
          { network: "container:x" },
          { user: "root" },
          { capabilities: ["SYS_ADMIN"] },
          { image: "x?y" },
          { ports: [{ container: 80, host: 0, address: "127.0.0.1" }] },
          { ports: [{ container: 80, host: 8080, address: "" }] },
          { mounts: [{ kind: "volume", volume: "/etc", path: "/data", labels: {} }] },
          { mounts: [{ kind: "volume", volume: "x", path: "/data:rshared", labels: {} }] },
          { limits: { memoryBytes: 0, cpus: 1, pids: 1 } },
          { env: { "A=B": "c" } },
          smuggled,
        ];
        for (const changes of hostile) {
          expect((await problem(host.containers.create(spec(changes), within()))).code).toBe("bad-input");
        }
      });

      test("with too little memory or too many CPUs says what is possible", async () => {
        const memory = spec({ limits: { memoryBytes: 1 << 20, cpus: 1, pids: 10 } });
        expect(await problem(host.containers.create(memory, within()))).toMatchObject({ code: "bad-input" });
        const cpus = spec({ limits: { memoryBytes: 64 << 20, cpus: 4000, pids: 10 } });
        expect(await problem(host.containers.create(cpus, within()))).toMatchObject({ code: "bad-input" });
      });

      test("that is cancelled leaves nothing", async () => {
        const left: string[] = [];
        for (const ms of [0, 5, 15, 40]) {
          const name = uniqueName();
          const cancelled = AbortSignal.any([AbortSignal.timeout(ms), within()]);
          const id = await host.containers.create(spec({ name }), cancelled).catch(() => undefined);
          if (id === undefined && (await host.containers.inspect(name, within()))) left.push(name);
        }
        expect(left).toEqual([]);
      });
    });

    describe("files", () => {
      test.each(["when it is created", "afterwards"])(
        "are put into a volume below a read-only root %s, and are there after a restart",
        async (when) => {
          const canary = `canary${randomBytes(12).toString("hex")}`;
          const file = { name: "password", content: new Secret(canary), mode: 0o400, uid: 1000, gid: 1000 };
          const files = when === "afterwards" ? [] : [file];
          const volume = `${run}-secrets`;
          const secrets = { kind: "volume", volume, path: "/run/secrets", labels: label, files } as const;
          const id = await host.containers.create(spec({ mounts: [secrets] }), within());
          if (when === "afterwards") await host.containers.putFiles(id, "/run/secrets", [file], within());
          await host.containers.start(id, within());
          await host.containers.restart(id, 0, within());

          const path = "/run/secrets/password";
          const read = await host.containers.exec(id, ["cat", path], { timeoutMs: 5000 }, within());
          expect(read.output).toBe(canary);
          const stat = await host.containers.exec(id, ["stat", "-c", "%a %u:%g", path], { timeoutMs: 5000 }, within());
          expect(stat.output.trim()).toBe("400 1000:1000");

          const everywhere = [
            await inspected(id),
            await host.containers.list(label, within()),
            await host.containers.logs(id, { tail: 100 }, within()),
            await command("inspect", id),
            await command("volume", "inspect", secrets.volume),
            await command("diff", id),
          ];
          expect(JSON.stringify(everywhere)).not.toContain(canary);
        },
      );

      test("cannot be put outside of the folder", async () => {
        const id = await host.containers.create(spec(), within());
        for (const name of ["../x", "/x", "a/b", ".."]) {
          const file = { name, content: new Secret("x"), mode: 0o400, uid: 0, gid: 0 };
          expect((await problem(host.containers.putFiles(id, "/tmp", [file], within()))).code).toBe("bad-input");
        }
      });

      test("that cannot be put leave no container", async () => {
        const file = { name: "../x", content: new Secret("x"), mode: 0o400, uid: 0, gid: 0 };
        const volume = { kind: "volume", volume: `${run}-none`, path: "/data", labels: label, files: [file] } as const;
        const name = uniqueName();
        const { code } = await problem(host.containers.create(spec({ name, mounts: [volume] }), within()));
        expect(code).toBe("bad-input");
        expect(await host.containers.inspect(name, within())).toBeUndefined();
      });
    });

    describe("start", () => {
      test("opens the port that was asked for, also the second time", async () => {
        const port = await unusedPort();
        const ports = [{ container: 8080, host: port, address: host.bind }];
        const answer = ["sh", "-c", "while :; do echo hello | nc -l -p 8080; done"];
        const id = await started({ ports, command: answer });
        expect((await inspected(id)).ports).toEqual(ports);
        expect(await said(host.address, port)).toBe("hello\n");
        await host.containers.stop(id, 0, within());
        await host.containers.start(id, within());
        expect((await inspected(id)).ports).toEqual(ports);
        expect(await said(host.address, port)).toBe("hello\n");
      });

      test("of one that runs, and stop of one that does not, are done", async () => {
        const id = await started();
        await host.containers.start(id, within());
        await host.containers.stop(id, 0, within());
        await host.containers.stop(id, 0, within());
        expect((await inspected(id)).status).toBe("exited");
      });

      test("is not held up by a network that was pruned in the meantime", async () => {
        const other = `${run}-pruned`;
        await host.networks.ensure(other, within());
        const id = await host.containers.create(spec({ network: other }), within());
        await command("network", "rm", other);
        await host.containers.start(id, within());
        expect((await inspected(id)).status).toBe("running");
        await host.containers.remove(id, within());
        // Where it was made again for the start, this is one of them all the same.
        await host.networks.ensure(other, within());
        await command("network", "rm", other);
      });

      test("on a port that a container has names the port", async () => {
        const ports = [{ container: 8080, host: await unusedPort(), address: host.bind }];
        await started({ ports });
        const second = await host.containers.create(spec({ ports }), within());
        const { code, message } = await problem(host.containers.start(second, within()));
        expect(code).toBe("port-taken");
        expect(message).toContain(String(ports[0]?.host));
      });

      test("on a port that another program has names the port", async () => {
        await using held = await holdPort(host.bind);
        const ports = [{ container: 8080, host: held.port, address: host.bind }];
        const id = await host.containers.create(spec({ ports }), within());
        const { code, message } = await problem(host.containers.start(id, within()));
        expect(code).toBe("port-taken");
        expect(message).toContain(String(held.port));
      });

      test("of a command that is not there says which", async () => {
        const id = await host.containers.create(spec({ command: ["no-such-program"] }), within());
        const { message } = await problem(host.containers.start(id, within()));
        expect(message).toContain("no-such-program");
      });
    });

    describe("remove", () => {
      test("takes a running container, twice, from two sides at once", async () => {
        const id = await started();
        await Promise.all([host.containers.remove(id, within()), host.containers.remove(id, within())]);
        expect(await host.containers.inspect(id, within())).toBeUndefined();
        await host.containers.remove(id, within());
        await host.containers.remove(`${run}-never`, within());
      });

      test("takes a volume, twice, but not one in use", async () => {
        const volume = `${run}-used`;
        const id = await host.containers.create(
          spec({ mounts: [{ kind: "volume", volume, path: "/data", labels: label }] }),
          within(),
        );
        expect((await problem(host.volumes.remove(volume, within()))).message).toContain("still used");
        await host.containers.remove(id, within());
        await host.volumes.remove(volume, within());
        await host.volumes.remove(volume, within());
        expect(await host.volumes.list(label, within())).toEqual([]);
      });

      test("does not take a container whose id begins with the name", async () => {
        const id = await host.containers.create(spec(), within());
        await host.containers.remove(id.slice(0, 12), within());
        expect((await inspected(id)).status).toBe("created");
        expect(await host.containers.inspect(id.slice(0, 12), within())).toBeUndefined();
        expect((await problem(host.containers.stop(id.slice(0, 12), 0, within()))).code).toBe("not-found");
      });

      test("is not steered by a name", async () => {
        const id = await started();
        const { name } = await inspected(id);
        for (const hostile of [
          `${name}/kill?signal=KILL&x=`,
          `${name}?force=1&x=`,
          "../images/json?x=",
          `${name}/../${name}`,
        ]) {
          expect((await problem(host.containers.remove(hostile, within()))).code).toBe("bad-input");
          expect((await problem(host.containers.start(hostile, within()))).code).toBe("bad-input");
        }
        expect((await inspected(id)).status).toBe("running");
      });
    });

    describe("list", () => {
      test("finds by labels, running or not", async () => {
        const port = await unusedPort();
        const ports = [{ container: 8080, host: port, address: host.bind }];
        const one = await started({ ports, labels: { ...label, "longshore.part": "one" } });
        const two = await host.containers.create(spec(), within());
        const all = await host.containers.list(label, within());
        expect(all.map(({ id }) => id).sort()).toEqual([one, two].sort());
        const [found, ...others] = await host.containers.list({ ...label, "longshore.part": "one" }, within());
        expect(others).toEqual([]);
        expect(found).toMatchObject({ id: one, status: "running", ports, image });
        expect(await host.containers.list({ "longshore.test": "other" }, within())).toEqual([]);
      });
    });

    describe("wait", () => {
      test("gives the exit code", async () => {
        const id = await started({ command: ["sh", "-c", "sleep 0.3; exit 7"] });
        expect(await host.containers.wait(id, within())).toBe(7);
        expect(await inspected(id)).toMatchObject({ status: "exited", exitCode: 7, outOfMemory: false });
      });

      test("ends when it is cancelled", async () => {
        const id = await started();
        const began = Date.now();
        expect((await problem(host.containers.wait(id, AbortSignal.timeout(200)))).code).not.toBe("internal");
        expect(Date.now() - began).toBeLessThan(8_000);
      });
    });

    describe("logs", () => {
      test("have both outputs in order, and as many lines as asked", async () => {
        const script = "for i in 1 2 3; do echo out$i; sleep 0.05; echo err$i >&2; sleep 0.05; done";
        const id = await started({ command: ["sh", "-c", script] });
        await host.containers.wait(id, within());
        const all = await host.containers.logs(id, { tail: 100 }, within());
        expect(all).toBe("out1\nerr1\nout2\nerr2\nout3\nerr3\n");
        expect(await host.containers.logs(id, { tail: 2 }, within())).toBe("out3\nerr3\n");
        expect(await host.containers.logs(id, { tail: 0 }, within())).toBe("");
        const later = new Date(Date.now() + 60_000);
        expect(await host.containers.logs(id, { tail: 100, since: later }, within())).toBe("");
      });

      const inPieces = { command: ["sh", "-c", "echo -n 'one ... '; sleep 0.5; echo done; echo two"] };
      test.skipIf(differs("lines in pieces"))("have a line in one that was written in pieces", async () => {
        const id = await started(inPieces);
        await host.containers.wait(id, within());
        expect(await host.containers.logs(id, { tail: 100 }, within())).toBe("one ... done\ntwo\n");
      });

      test.runIf(differs("lines in pieces"))("have whole lines whole, and pieces of others in their tail", async () => {
        const id = await started(inPieces);
        await host.containers.wait(id, within());
        const tail = await host.containers.logs(id, { tail: 100 }, within());
        expect(tail).toMatch(/done/);
        expect(tail).toMatch(/two\n$/);
        expect(tail).not.toBe("one ... done\ntwo\n");
        const all = await Array.fromAsync(host.operations.logs(id, { tail: undefined }, within()));
        expect(all.join("")).toBe("one ... done\ntwo\n");
      });

      test("of one with a terminal are as it wrote them", async () => {
        const name = uniqueName();
        const [key = "", value = ""] = Object.entries(label)[0] ?? [];
        const labelled = `--label=${key}=${value}`;
        await command("run", "--detach", "--tty", "--name", name, labelled, image, "echo", "hi");
        await host.containers.wait(name, within());
        expect(await host.containers.logs(name, { tail: 100 }, within())).toBe("hi\r\n");
      });

      test("cost what the tail costs, and stay below a mebibyte", async () => {
        const id = await started({ command: ["sh", "-c", "seq 1 600000; echo end"] });
        await host.containers.wait(id, within());
        const began = performance.now();
        expect(await host.containers.logs(id, { tail: 2 }, within())).toBe("600000\nend\n");
        expect(performance.now() - began).toBeLessThan(5_000);
        const most = await host.containers.logs(id, { tail: 1_000_000 }, within());
        expect(most.length).toBeLessThanOrEqual(1 << 20);
        expect(most).toMatch(/^\d{6}\n/);
        expect(most.endsWith("600000\nend\n")).toBe(true);
      });
    });

    describe("stats", () => {
      test("show the CPU against the limit, and the memory", async () => {
        const id = await started({ command: ["sh", "-c", "while :; do :; done"] });
        const first = await host.containers.stats(id, within());
        const second = await host.containers.stats(id, within());
        for (const { cpus, memoryBytes, memoryLimitBytes, pids } of [first, second]) {
          expect(cpus).toBeGreaterThan(0);
          expect(cpus).toBeLessThan(0.8);
          expect(memoryBytes).toBeGreaterThan(0);
          expect(memoryBytes).toBeLessThan(16 << 20);
          expect(memoryLimitBytes).toBe(64 << 20);
          expect(pids).toBe(1);
        }

        // A busy machine gives less than the limit, so what was given is read in the container; with a process of its own, so last.
        const before = await clocks(id);
        const { cpus } = await host.containers.stats(id, within());
        const after = await clocks(id);
        const given = (after.cpuSeconds - before.cpuSeconds) / (after.seconds - before.seconds);
        expect(cpus).toBeGreaterThan(given * 0.6);
        expect(cpus).toBeLessThan(0.8);
      });

      test("of one that does not run are zero", async () => {
        const id = await host.containers.create(spec(), within());
        expect(await host.containers.stats(id, within())).toMatchObject({ cpus: 0, memoryBytes: 0, pids: 0 });
      });
    });

    describe("exec", () => {
      test("gives output and exit code, and no shell looks at the words", async () => {
        const id = await started();
        const words = ["echo", "$HOME; true", "`id`", "*", "'"];
        const echoed = await host.containers.exec(id, words, { timeoutMs: 5000 }, within());
        expect(echoed).toEqual({ exitCode: 0, output: "$HOME; true `id` * '\n", truncated: false });
        const failed = await host.containers.exec(
          id,
          ["sh", "-c", "echo no >&2; exit 3"],
          { timeoutMs: 5000 },
          within(),
        );
        expect(failed).toEqual({ exitCode: 3, output: "no\n", truncated: false });
        const missing = await host.containers.exec(id, ["no-such-program"], { timeoutMs: 5000 }, within());
        expect([126, 127]).toContain(missing.exitCode);
      });

      test("ends the process in the container at the deadline", async () => {
        const id = await started();
        const { code, message } = await problem(
          host.containers.exec(id, ["sleep", "77"], { timeoutMs: 1000 }, within()),
        );
        expect(code).toBe("host-too-slow");
        expect(message).toContain("ended");
        // busybox's own watcher, which has the program's words behind its own, stays a second longer.
        const { output } = await host.containers.exec(id, ["ps"], { timeoutMs: 5000 }, within());
        expect(output).toMatch(/\d+ +sleep 3600/);
        expect(output).not.toMatch(/^ *\d+ +1000 +sleep 77/m);
      });

      test("says so when the image has nothing to end it with", async () => {
        const id = await started({ image: bare });
        expect(await host.containers.exec(id, ["sh", "-c", "echo hi"], { timeoutMs: 5000 }, within())).toMatchObject({
          exitCode: 0,
          output: "hi\n",
        });
        const late = await problem(host.containers.exec(id, ["sleep", "20"], { timeoutMs: 1000 }, within()));
        expect(late.message).toContain("may still be running");
      });

      test("keeps the end of a long output", async () => {
        const id = await started();
        const { output, truncated } = await host.containers.exec(
          id,
          ["seq", "1", "300000"],
          { timeoutMs: 20_000 },
          within(),
        );
        expect(truncated).toBe(true);
        expect(output.length).toBeLessThanOrEqual(1 << 20);
        expect(output.endsWith("\n300000\n")).toBe(true);
      });

      test("in one that does not run says so", async () => {
        const id = await host.containers.create(spec(), within());
        const { message } = await problem(host.containers.exec(id, ["true"], { timeoutMs: 1000 }, within()));
        expect(message).toContain("is not running");
      });
    });

    const endsSoon = { command: ["sh", "-c", "sleep 0.3; exit 1"] };
    test.skipIf(differs("restart policy"))("changes the restart policy", async () => {
      const id = await started(endsSoon);
      await host.containers.settle(id, "unless-stopped", within());
      await expect.poll(async () => (await inspected(id)).restarts, { timeout: 10_000 }).toBeGreaterThan(0);
    });

    test.runIf(differs("restart policy"))(
      "leaves the restart policy as it was made, and says that it cannot change a container",
      async () => {
        const id = await started(endsSoon);
        await host.containers.settle(id, "unless-stopped", within());
        expect(await host.containers.wait(id, within())).toBe(1);
        expect(await inspected(id)).toMatchObject({ status: "exited", restarts: 0 });
        const restart = { name: "unless-stopped", retries: 0 } as const;
        const { code, message } = await problem(host.operations.update(id, { restart }, within()));
        expect(code).toBe("host-refused");
        expect(message).toContain("cannot change a container");
      },
    );

    test(`keeps the CPUs ${differs("restart policy") ? "over the engine's period" : "over a longer period until it is settled"}`, async () => {
      const limits = { memoryBytes: 64 << 20, cpus: 0.5, pids: 50, cpuPeriodMs: 1000 };
      const id = await started({ limits });
      const period = async () => {
        const { raw } = (await host.operations.inspect(id, within())) ?? {};
        return (raw as { HostConfig: { CpuPeriod: number } }).HostConfig.CpuPeriod;
      };
      if (!differs("restart policy")) expect(await period()).toBe(1_000_000);
      expect((await inspected(id)).limits.cpus).toBe(0.5);
      await host.containers.settle(id, "no", within());
      expect(await period()).toBe(100_000);
      expect((await inspected(id)).limits.cpus).toBe(0.5);
      if (differs("restart policy")) return;
      await host.operations.update(id, { cpus: 1 }, within());
      expect((await inspected(id)).limits.cpus).toBe(1);
    });

    const OUT_OF_MEMORY = "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done";
    const small = { limits: { memoryBytes: 16 << 20, cpus: 0.5, pids: 50 } };
    test(`${differs("out of memory") ? "does not say" : "says"} that memory was what a container lacked`, async () => {
      const id = await started({ ...small, command: ["sh", "-c", OUT_OF_MEMORY] });
      expect(await host.containers.wait(id, within())).toBe(137);
      expect((await inspected(id)).outOfMemory).toBe(!differs("out of memory"));
    });

    test("keeps containers on the shared network from one another", async () => {
      const listening = await started({
        command: ["sh", "-c", "while :; do echo hello | nc -l -p 8080; done"],
        name: `${run}-peer`,
      });
      const { output } = await host.containers.exec(listening, ["cat", "/etc/hosts"], { timeoutMs: 5000 }, within());
      const [address = ""] = output.match(/^\d+\.\d+\.\d+\.\d+(?=\s+[0-9a-f]{12}\b)/m) ?? [];
      expect(address).not.toBe("");
      const other = await started();
      const dialled = await host.containers.exec(
        other,
        ["nc", "-w", "2", address, "8080"],
        { timeoutMs: 10_000 },
        within(),
      );
      expect(dialled.output).not.toContain("hello");
      expect(dialled.exitCode).not.toBe(0);
    });

    test("tells who is on the engine's own bridge, where containers reach one another", async () => {
      const elsewhere = await started();
      const there = differs("own bridge") ? [] : [await started({ network: "bridge" })];
      const together = await host.networks.together(within());
      expect(together).not.toContain(elsewhere);
      expect(together).toEqual(expect.arrayContaining(there));
    });

    test("makes a network once, however many ask", async () => {
      const other = `${run}-many`;
      const second = await open();
      await Promise.all([host, second, host, second].map((from) => from.networks.ensure(other, within())));
      await second[Symbol.asyncDispose]();
      expect(await command("network", "ls", "--quiet", "--filter", `name=^${other}$`)).toMatch(/^[0-9a-f]+$/);
      await command("network", "rm", other);
    });
  });
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

/** What is said on a port, which Docker's proxy may open a moment before the program behind it does. */
async function said(address: string, port: number): Promise<string> {
  const until = Date.now() + 10_000;
  for (;;) {
    const heard = await text(connect(port, address)).catch(() => "");
    if (heard || Date.now() > until) return heard;
    await pause(50);
  }
}
