// What people do with containers all day, beside the Docker CLI in one run, alternating, so that a busy moment hits both.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { openDockerTest } from "../../test/engine/docker/docker-test.ts";
import type { DockerTest } from "../../test/engine/docker/docker-test.ts";
import { ann } from "#test/support/bot.ts";
import { docker } from "#test/support/docker.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const run = promisify(execFile);

const LISTED = 1_000;
const MEASURED = 50;
const LOG_BYTES = 1_000_000_000;

const PARTS = ["logs", "stats", "ps"] as const;

/** `parts` are some of PARTS; none are all of them. */
export default async function benchDocker(rounds: number, parts: readonly string[] = []): Promise<string> {
  await using it = await openDockerTest();
  const rows: string[][] = [];
  const compare = async (what: string, ours: string, cli: readonly string[], times = rounds) => {
    rows.push(await compared(it, what, ours, cli, times));
    console.error(rows.at(-1)?.join("  "));
  };

  for (const part of PARTS) if (parts.length === 0 || parts.includes(part)) await BENCHES[part](it, compare, rounds);
  return table(
    ["what", "docker median ms", "p95", "ours median ms", "p95", "ours / docker", "our memory, MiB more"],
    rows,
  );
}

type Compare = (what: string, ours: string, cli: readonly string[], times?: number) => Promise<void>;

const BENCHES: Readonly<
  Record<(typeof PARTS)[number], (it: DockerTest, compare: Compare, rounds: number) => Promise<void>>
> = {
  logs: benchLogs,
  stats: benchStats,
  ps: benchList,
};

async function benchLogs(it: DockerTest, compare: Compare): Promise<void> {
  const log = `${it.prefix}-log`;
  await writeLog(it, log);
  await compare("logs --tail 100 of 1 GB", `/docker logs ${log} --tail 100`, ["logs", "--tail", "100", log]);
  await compare("inspect", `/docker inspect ${log}`, ["inspect", log]);
}

async function benchStats(it: DockerTest, compare: Compare, rounds: number): Promise<void> {
  const measured = Array.from({ length: MEASURED }, (_, index) => `${it.prefix}-run-${index}`);
  for (const name of measured) await docker("run", "--detach", "--init", "--name", name, it.image, "sleep", "3600");
  const names = measured.join(" ");
  await compare(
    `stats of ${MEASURED}`,
    `/docker stats ${names}`,
    ["stats", "--no-stream", ...measured],
    Math.min(3, rounds),
  );
  // All that the CLI tells is in the first answer; what is used of each limit takes the second that it is measured over.
  const [running = ""] = measured;
  await compare("inspect of one that runs", `/docker inspect ${running}`, ["inspect", running]);
  await docker("rm", "--force", "--volumes", ...measured);
}

async function benchList(it: DockerTest, compare: Compare): Promise<void> {
  // In one shell, for a thousand starts of the CLI are most of the time.
  const create = `for i in $(seq 1 ${LISTED}); do docker create --name ${it.prefix}-c-$i ${it.image} sleep 1 >/dev/null; done`;
  await run("sh", ["-c", create], { maxBuffer: 64 << 20 });
  await compare(`ps --all of ${LISTED}`, "/docker ps --all", ["ps", "--all"]);
  const one = `${it.prefix}-c-1`;
  await compare(`inspect among ${LISTED}`, `/docker inspect ${one}`, ["inspect", one]);
}

async function compared(it: DockerTest, what: string, line: string, words: readonly string[], times: number) {
  const cli: number[] = [];
  const ours: number[] = [];
  const before = await it.bot.say(line);
  if (before.tone !== "ok") throw new Error(JSON.stringify(before));
  const memory = process.memoryUsage().rss;
  let most = memory;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  for (let round = 0; round < times; round++) {
    cli.push(await timed(() => run("docker", [...words], { maxBuffer: 64 << 20 })));
    ours.push(await timed(() => firstAnswer(it, line)));
  }
  clearInterval(watch);
  const ratio = quantile(ours, 0.5) / quantile(cli, 0.5);
  return [
    what,
    ...[quantile(cli, 0.5), quantile(cli, 0.95), quantile(ours, 0.5), quantile(ours, 0.95)].map(milliseconds),
    ratio.toFixed(2),
    ((most - memory) / 1024 ** 2).toFixed(1),
  ];
}

/** The first reply that says more than that something is being done. */
async function firstAnswer({ bot: { bot } }: DockerTest, line: string): Promise<void> {
  const what = { caller: ann, what: { line }, deliveryId: crypto.randomUUID(), signal: new AbortController().signal };
  for await (const { blocks = [] } of bot.handle(what)) {
    if (blocks.some(({ kind }) => kind !== "progress")) return;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** A gigabyte in Docker's own log file, in lines of a hundred characters. */
async function writeLog(it: DockerTest, name: string): Promise<void> {
  const line = "x".repeat(99);
  // Of the JSON around each line the file is larger still; what the program wrote is what counts.
  const script = `i=0; while [ $i -lt 100 ]; do echo ${line}; i=$((i+1)); done > /tmp/part; i=0; while [ $i -lt ${LOG_BYTES / 10_000} ]; do cat /tmp/part; i=$((i+1)); done`;
  await docker(
    "run",
    "--detach",
    "--user",
    "0",
    "--name",
    name,
    "--log-driver",
    "json-file",
    it.image,
    "sh",
    "-c",
    script,
  );
  await docker("wait", name);
}
