import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Until a dockerd answers, or has ended. */
const limitMs = 60_000;

/** A Docker Engine that may be broken: in a network namespace of its own, with everything it keeps in a folder of its own. */
export interface OwnEngine extends AsyncDisposable {
  /** An entry of HOSTS. */
  readonly host: string;
  /** Where its API is. */
  readonly socket: string;
  /** The name of its network namespace. */
  readonly network: string;
  /** What dockerd keeps things in; a file system of its own when a size was given. */
  readonly root: string;
  /** The Docker CLI on this engine. */
  docker(...words: string[]): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Starts it again after it has ended, and waits until it answers. */
  start(): Promise<void>;
  /** Sends the signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again with another daemon.json. */
  configure(settings: object): Promise<void>;
}

export interface OwnEngineOptions {
  /** Images of the machine's engine to bring along. */
  readonly images: readonly string[];
  /** Puts everything into a file system in memory, of this size. */
  readonly megabytes?: number;
  /** The content of daemon.json. */
  readonly settings?: object;
  /** A folder to stand in for `/usr`, for another version of Docker than the machine's. */
  readonly programs?: string;
  /** Added to the environment of dockerd. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Needs root, and what iproute2 and util-linux bring. */
export async function startOwnEngine(options: OwnEngineOptions): Promise<OwnEngine> {
  const { images, megabytes, settings = {}, programs, environment = {} } = options;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "longshore-engine-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, "data");
  await mkdir(root);
  if (megabytes !== undefined) {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", root]);
  }
  const network = stack.use(await ownNetwork());
  const write = (content: object) => writeFile(join(folder, "daemon.json"), JSON.stringify(content));
  await write(settings);

  const url = `unix://${join(folder, "docker.sock")}`;
  const entering = [`--net=/run/netns/${network.name}`];
  if (programs !== undefined) entering.push(`--mount=${stack.use(await mountsWith(programs)).path}`);
  const command = [...entering, "docker", "--host", url];
  const own = async (...words: string[]) => {
    const { stdout } = await run("nsenter", [...command, ...words], { maxBuffer: 64 << 20 });
    return stdout.trim();
  };
  const log = createWriteStream(join(folder, "log"), { flags: "a" });
  const containerd = await startContainerd(folder, entering);
  stack.defer(() => endOf(containerd, "SIGTERM"));
  let daemon = spawnDaemon();
  // In the namespace by nsenter: `ip netns exec` mounts another /sys, and dockerd finds no control groups there.
  function spawnDaemon(): ChildProcess {
    const child = spawn(
      "nsenter",
      [
        ...[...entering, "dockerd", "--config-file", join(folder, "daemon.json")],
        ...["--data-root", root, "--exec-root", join(folder, "exec"), "--pidfile", join(folder, "pid"), "--host", url],
        ...["--containerd", join(folder, "containerd.sock")],
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } },
    );
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    return child;
  }

  async function answering(): Promise<void> {
    const end = performance.now() + limitMs;
    while (!isOver(daemon) && performance.now() < end) {
      if (
        await own("version").then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`dockerd did not start: ${(await readFile(join(folder, "log"), "utf8")).slice(-2_000)}`);
  }

  async function start(): Promise<void> {
    daemon = spawnDaemon();
    await answering();
  }

  stack.defer(async () => {
    daemon.kill("SIGCONT");
    // One that has ended must see to its containers once more: nobody else knows them.
    if (isOver(daemon)) await start();
    const left = await own("ps", "--all", "--quiet");
    if (left !== "") await own("rm", "--force", "--volumes", ...left.split("\n"));
    await endOf(daemon, "SIGTERM");
    log.end();
    await unmountBelow(folder);
  });
  await answering();
  for (const image of images) await load(image, command);
  const kept = stack.move();
  return {
    host: `own=${url}?advertise=${network.address}&bind=${network.address}&ports=20000-20099`,
    socket: join(folder, "docker.sock"),
    network: network.name,
    root,
    docker: own,
    signal: (signal) => void daemon.kill(signal),
    start,
    end: (signal) => endOf(daemon, signal),
    async configure(content) {
      await endOf(daemon, "SIGTERM");
      await write(content);
      await start();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const namespaces = new Map<string, string>();

/** The network namespace of the engine that has this address; undefined for an address of this machine. */
export function namespaceWith(address: string): string | undefined {
  return namespaces.get(address);
}

/** A network namespace that this one reaches by a pair of interfaces, since ports are published in there. */
async function ownNetwork(): Promise<AsyncDisposable & { readonly name: string; readonly address: string }> {
  const id = randomBytes(3).toString("hex");
  const name = `ls-${id}`;
  // From the range that is for such pairs and no other (RFC 6890: benchmarking).
  const subnet = `198.18.${Number.parseInt(id.slice(0, 2), 16)}.${Number.parseInt(id.slice(2, 4), 16) & 0xfc}`;
  const at = (host: number) => subnet.replace(/\d+$/, (last) => String(Number(last) + host));
  const ip = (...words: string[]) => run("ip", words);
  await ip("netns", "add", name);
  await ip("link", "add", `${name}-o`, "type", "veth", "peer", "name", `${name}-i`, "netns", name);
  await ip("address", "add", `${at(1)}/30`, "dev", `${name}-o`);
  await ip("link", "set", `${name}-o`, "up");
  await ip("-n", name, "address", "add", `${at(2)}/30`, "dev", `${name}-i`);
  await ip("-n", name, "link", "set", `${name}-i`, "up");
  await ip("-n", name, "link", "set", "lo", "up");
  namespaces.set(at(2), name);
  return {
    name,
    address: at(2),
    async [Symbol.asyncDispose]() {
      namespaces.delete(at(2));
      // The pair goes with the namespace.
      await ip("netns", "delete", name);
    },
  };
}

/** @param command The Docker CLI on the engine, as arguments of nsenter. */
async function load(image: string, command: readonly string[]): Promise<void> {
  const from = spawn("docker", ["save", image], { stdio: ["ignore", "pipe", "inherit"] });
  const to = spawn("nsenter", [...command, "load", "--quiet"], { stdio: ["pipe", "ignore", "inherit"] });
  from.stdout.pipe(to.stdin);
  const [code] = (await once(to, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${image} could not be loaded`);
}

/** A mount namespace in which `programs` is `/usr`. What is mounted in there is gone with the last process that is in it. */
async function mountsWith(programs: string): Promise<AsyncDisposable & { readonly path: string }> {
  const words = ["--mount", "sh", "-c", 'mount --bind "$0" /usr && echo mounted && read -r end', programs];
  const keeper = spawn("unshare", words, { stdio: ["pipe", "pipe", "inherit"] });
  const [said] = await Promise.race([once(keeper.stdout, "data"), once(keeper, "exit")]);
  if (!String(said).startsWith("mounted")) throw new Error(`${programs} could not be mounted`);
  return {
    path: `/proc/${keeper.pid}/ns/mnt`,
    [Symbol.asyncDispose]: () => endOf(keeper, "SIGTERM"),
  };
}

/** Apart from dockerd, as packages install it: it outlives a dockerd that is killed. */
async function startContainerd(folder: string, entering: readonly string[]): Promise<ChildProcess> {
  const config = join(folder, "containerd.toml");
  await writeFile(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
  const place = (name: string) => join(folder, name);
  return spawn(
    "nsenter",
    [
      ...[...entering, "containerd", "--config", config, "--root", place("data/containerd")],
      ...["--state", place("containerd"), "--address", place("containerd.sock")],
    ],
    { stdio: "ignore" },
  );
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (isOver(child)) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

/** dockerd mounts its folder onto itself, and leaves what it has mounted for containers when it is killed. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const path of mounts.filter((path) => path.startsWith(`${folder}/`)).toReversed()) {
    await run("umount", ["--lazy", path]);
  }
}
