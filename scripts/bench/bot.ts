// npm run bench -- bot: the program itself, with no container: how soon it is there, what it holds, and what a command costs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { showBytes } from "#core/units.ts";
import { openKeptBot, scratch } from "#test/engine/safety/support.ts";
import { ann } from "#test/support/bot.ts";
import { openPty } from "#test/support/pty.ts";
import { milliseconds, quantile, table } from "./statistics.ts";

const MANY = 10_000;
const AT_ONCE = 50;
const LINE = "/longshore whoami";
const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default async function benchBot(rounds: number): Promise<string> {
  return [
    `### From npm start to the prompt\n\n${await startToPrompt(rounds)}`,
    `### Memory\n\n${await memory()}`,
    `### ${LINE}: read, decided, audited, answered\n\n${await throughput(rounds)}`,
  ].join("\n\n");
}

async function startToPrompt(rounds: number): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), "longshore-bench-"));
    const begun = performance.now();
    await using pty = openPty(
      ["env", `DATA_DIR=${folder}`, "npm", "--prefix", fileOf("../.."), "start", "--silent"],
      100,
    );
    await pty.waitFor("longshore>");
    times.push(performance.now() - begun);
    pty.type("\x04");
    await pty.ended;
    await rm(folder, { recursive: true });
  }
  return table(
    ["starts", "median", "most"],
    [[String(rounds), ...[0.5, 1].map((share) => showMs(quantile(times, share)))]],
  );
}

/** Of the whole program, reading lines from its standard input, after a collection of garbage. */
async function memory(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "longshore-bench-"));
  const probe = ["--expose-gc", "--import", fileOf("./memory-probe.mjs")];
  const program = spawn(process.execPath, [...probe, fileOf("../../src/main.ts"), "--json"], {
    cwd: folder,
    env: { ...process.env, DATA_DIR: folder },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const answers = createInterface(program.stdout)[Symbol.asyncIterator]();
  const rows: string[][] = [];
  const measure = async (when: string) => {
    const lines = createInterface(program.stderr);
    const said = new Promise<RegExpExecArray>((resolve) => {
      lines.on("line", (line) => {
        const found = /^memory (\d+) (\d+)$/.exec(line);
        if (found) resolve(found);
      });
    });
    program.kill("SIGUSR2");
    const [, heap, resident] = await said;
    lines.close();
    rows.push([when, showBytes(Number(heap)), showBytes(Number(resident))]);
  };
  const ask = async (count: number) => {
    program.stdin.write(`${LINE}\n`.repeat(count));
    for (let answered = 0; answered < count; answered++) await answers.next();
  };
  await ask(1);
  await measure("idle");
  await ask(999);
  await measure("after 1,000 commands");
  await ask(MANY - 1_000);
  await measure("after 10,000 commands");
  program.stdin.end();
  await once(program, "exit");
  await rm(folder, { recursive: true });
  return table(["memory after a collection", "heap", "resident"], rows);
}

async function throughput(rounds: number): Promise<string> {
  await using folder = await scratch();
  await using bot = await openKeptBot(folder.path);
  const handle = async () => {
    const request = { caller: ann, what: { line: LINE }, deliveryId: crypto.randomUUID() };
    for await (const reply of bot.assembly.bot.handle({ ...request, signal: new AbortController().signal })) {
      if (reply.tone === "error") throw new Error(JSON.stringify(reply));
    }
  };
  const perSecond: number[] = [];
  const lag = monitorEventLoopDelay({ resolution: 1 });
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    let left = 1_000;
    lag.enable();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        // As from a socket: each comes in a turn of the event loop of its own.
        for (; left-- > 0; await new Promise(setImmediate)) await handle();
      }),
    );
    lag.disable();
    perSecond.push(1_000_000 / (performance.now() - begun));
  }
  const columns = [`per second, ${AT_ONCE} under way`, "event loop late: median", "p99", "most"];
  const late = [lag.percentile(50), lag.percentile(99), lag.max].map((ns) => showMs(ns / 1e6 - 1));
  return table(columns, [[String(Math.round(quantile(perSecond, 0.5))), ...late]]);
}

function showMs(value: number): string {
  return `${milliseconds(Math.max(0, value))} ms`;
}
