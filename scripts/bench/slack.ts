// npm run bench -- slack: the program against a Slack on the loopback interface, beside a Bolt app that only acknowledges.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { showBytes } from "#core/units.ts";
import { Person } from "#test/support/loopback-slack/person.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";
import { APP_TOKEN, BOT_TOKEN, TEAM } from "#test/support/loopback-slack/web-api.ts";
import { frozenEngine, startProgram } from "./support/program.ts";
import type { Memory } from "./support/program.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const AT_ONCE = 50;
const PER_ROUND = 500;
const MANY = 10_000;
const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Program extends AsyncDisposable {
  readonly slack: LoopbackSlack;
  memory(): Promise<Memory>;
}

export default async function slackBench(rounds: number): Promise<string> {
  return [
    `### Acknowledged while Docker is frozen: ${AT_ONCE} commands at once\n\n${await frozen(rounds)}`,
    `### Commands per second, ${AT_ONCE} under way at a time\n\n${await throughput(rounds)}`,
  ].join("\n\n");
}

/** An engine that takes connections and never says a word, for the whole time. */
async function frozen(rounds: number): Promise<string> {
  await using engine = await frozenEngine();
  await using program = await longshore({ HOSTS: engine.hosts });
  const lines = ["/docker ps", "/db up postgres", "/host list", "/db list", "/docker logs shop"];
  const acks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const asked = Array.from({ length: AT_ONCE }, (_, index) =>
      timed(program.slack, lines[index % lines.length] ?? ""),
    );
    acks.push(...(await Promise.all(asked)));
  }
  return table(
    ["commands", "p50", "p99", "most"],
    [[String(acks.length), ...[0.5, 0.99, 1].map((share) => `${milliseconds(quantile(acks, share))} ms`)]],
  );
}

/** In turns, so that what else the machine does hits both. */
async function throughput(rounds: number): Promise<string> {
  await using bare = await bareBolt();
  await using ours = await longshore({});
  const perSecond = { bare: [] as number[], acked: [] as number[], answered: [] as number[] };
  const memory = [{ when: "at the start", ...(await ours.memory()) }];
  let done = 0;
  const oneRound = async () => {
    const asked = await flood(ours.slack, PER_ROUND);
    done += PER_ROUND;
    if (done === 1_000 || done === MANY) memory.push({ when: `after ${done} commands`, ...(await ours.memory()) });
    return asked;
  };
  for (let round = 0; round < rounds; round++) {
    perSecond.bare.push((await flood(bare.slack, PER_ROUND, false)).acked);
    const { acked, answered } = await oneRound();
    perSecond.acked.push(acked);
    perSecond.answered.push(answered);
  }
  for (let round = rounds; round < MANY / PER_ROUND; round++) await oneRound();
  const row = (what: string, values: readonly number[]) => [what, String(Math.round(quantile(values, 0.5)))];
  return [
    table(
      ["what", "per second, median"],
      [
        row("Bolt, acknowledged", perSecond.bare),
        row("Longshore, acknowledged", perSecond.acked),
        row("Longshore, answered", perSecond.answered),
      ],
    ),
    table(
      ["memory after a collection", "heap", "resident"],
      memory.map(({ when, heap, resident }) => [when, showBytes(heap), showBytes(resident)]),
    ),
  ].join("\n\n");
}

/** Commands per second: until the last was acknowledged, and until the last answer was there. */
async function flood(
  slack: LoopbackSlack,
  count: number,
  answers = true,
): Promise<{ acked: number; answered: number }> {
  const seen = slack.workspace.visible().length;
  const begun = performance.now();
  let left = count;
  const worker = async () => {
    while (left-- > 0) await timed(slack, "/longshore whoami");
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const acked = performance.now() - begun;
  if (answers) await until(() => slack.workspace.visible().length >= seen + count);
  const answered = performance.now() - begun;
  return { acked: (count / acked) * 1_000, answered: (count / answered) * 1_000 };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

async function timed(slack: LoopbackSlack, line: string): Promise<number> {
  const begun = performance.now();
  await new Person(slack).slash(line);
  return performance.now() - begun;
}

async function longshore(settings: Readonly<Record<string, string>>): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-bench-"));
  const env = { DATA_DIR: folder, ADMINS: `slack:${TEAM}/U0ANN`, ...settings };
  const program = await connect(fileOf("../../src/main.ts"), env, folder);
  return {
    slack: program.slack,
    memory: program.memory,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

function bareBolt(): Promise<Program> {
  return connect(fileOf("./bare-bolt.mjs"), {}, fileOf("."));
}

async function connect(file: string, settings: Readonly<Record<string, string>>, cwd: string): Promise<Program> {
  const slack = await startSlack();
  const tokens = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: slack.apiUrl };
  const program = await startProgram(file, { ...tokens, ...settings }, cwd, /connected to slack/);
  return {
    slack,
    memory: () => program.memory(),
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      await slack.close();
    },
  };
}
