// The way to an engine: the same inspect and exec over the local socket, TLS, WSL and SSH, each with its pool, in one
// run and alternating one by one, so that a busy moment hits all. WSL is the tests' shim, which runs the real Docker CLI;
// the virtual machine's own part is not in it.
//
// Each exec uses up a connection, and another is opened in its place a moment later. That is waited for, and the order is
// another one each time, so that what one way does afterwards is in nobody's numbers.
import { homedir } from "node:os";
import { setTimeout as rest } from "node:timers/promises";
import type { Host } from "#core/host.ts";
import { openHosts } from "#hosts/hosts.ts";
import { childrenOf } from "#test/support/children.ts";
import { docker } from "#test/support/docker.ts";
import { openSshd } from "#test/support/sshd.ts";
import { openAuthority, openTlsDocker, temporaryFolder } from "#test/support/tls.ts";
import { openWsl } from "#test/support/wsl.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const container = "longshore-bench-hosts";
const inspectsARound = 20;
const execsARound = 5;
const requests = 1000;
const execs = { inARow: 200, atOnce: 20 };
/** Longer than a host waits before it opens what it keeps ready, and than that takes. */
const restMs = 1000;

interface Way {
  readonly name: string;
  readonly host: Host;
  readonly first: number;
  readonly inspects: number[];
  readonly execs: number[];
}

export default async function benchHosts(rounds: number): Promise<string> {
  const environment = { platform: process.platform, home: homedir(), variables: process.env };
  await using folder = await temporaryFolder();
  const authority = await openAuthority(folder.path, "bench");
  const client = await authority.issue("client", { usage: "clientAuth" });
  const server = await authority.issue("server", { names: "IP:127.0.0.1", usage: "serverAuth" });
  await using tls = await openTlsDocker(server);
  await using sshd = await openSshd();
  await using wsl = await openWsl();
  const hosts = await Promise.all([
    openHosts([{ name: "unix", url: "docker" }], environment),
    openHosts([{ name: "TLS", url: `tcp://127.0.0.1:${tls.port}?certs=${client}` }], environment),
    openHosts([{ name: "WSL (shim)", url: "wsl://Ubuntu" }], wsl.environment),
    openHosts([{ name: "ssh", url: sshd.url() }], environment),
  ]);
  await docker("run", "--detach", "--name", container, await anyImage(), "sleep", "86400");
  try {
    const ways: Way[] = [];
    for (const { all } of hosts) for (const host of all) ways.push(await opened(host));
    for (let round = 0; round < rounds; round++) {
      for (let count = 0; count < inspectsARound; count++) for (const way of shuffled(ways)) await inspect(way);
      for (let count = 0; count < execsARound; count++) for (const way of shuffled(ways)) await exec(way);
    }
    const counts = new Map<string, string>();
    for (const way of ways) counts.set(way.name, (await Array.fromAsync(processes(way.host))).join(", "));
    return table(
      [
        "way",
        "first ms",
        "inspect median ms",
        "p95",
        "exec median ms",
        "p95",
        `processes before, after ${requests} inspects, ${execs.inARow} execs, ${execs.inARow} by ${execs.atOnce}`,
      ],
      ways.map(({ name, first, inspects, execs }) => [
        name,
        milliseconds(first),
        ...[quantile(inspects, 0.5), quantile(inspects, 0.95), quantile(execs, 0.5), quantile(execs, 0.95)].map(
          milliseconds,
        ),
        counts.get(name) ?? "",
      ]),
    );
  } finally {
    await Promise.all(hosts.map((host) => host[Symbol.asyncDispose]()));
    await docker("rm", "--force", "--volumes", container);
  }
}

/** The first request pays for connecting and logging in. */
async function opened(host: Host): Promise<Way> {
  const begun = performance.now();
  await host.containers.inspect(container, AbortSignal.timeout(30_000));
  return { name: host.name, host, first: performance.now() - begun, inspects: [], execs: [] };
}

async function inspect({ host, inspects }: Way): Promise<void> {
  const begun = performance.now();
  await host.containers.inspect(container, AbortSignal.timeout(60_000));
  inspects.push(performance.now() - begun);
}

async function exec({ host, execs: taken }: Way): Promise<void> {
  await rest(restMs);
  taken.push(await execOnce(host));
}

async function execOnce(host: Host): Promise<number> {
  const begun = performance.now();
  await host.containers.exec(container, ["true"], { timeoutMs: 10_000 }, AbortSignal.timeout(60_000));
  return performance.now() - begun;
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  const order = new Map(values.map((value) => [value, Math.random()]));
  return values.toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0));
}

/** How many children there are before and after so many requests of each sort. */
async function* processes(host: Host): AsyncGenerator<number> {
  const children = async () => {
    await rest(restMs);
    return (await childrenOf(process.pid, "")).length;
  };
  yield await children();
  for (let count = 0; count < requests; count++) {
    await host.containers.inspect(container, AbortSignal.timeout(10_000));
  }
  yield await children();
  for (let count = 0; count < execs.inARow; count++) await execOnce(host);
  yield await children();
  for (let count = 0; count < execs.inARow; count += execs.atOnce) {
    await Promise.all(Array.from({ length: execs.atOnce }, () => execOnce(host)));
  }
  yield await children();
}

/** Whatever is here that has `sleep` and `true`. */
async function anyImage(): Promise<string> {
  const images = (await docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}")).split("\n");
  const found = images.find((image) => /^(?:longshore\/|postgres:|redis:|busybox:|debian:|alpine:)/.test(image));
  if (!found) throw new Error("no image is here to run a container of: /db up postgres makes one");
  return found;
}
