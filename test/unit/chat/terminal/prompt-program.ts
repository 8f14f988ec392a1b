/** The terminal chat over a scripted bot, as a program of its own: what the tests of the prompt run in a pty. */
import { setTimeout as wait } from "node:timers/promises";
import { runTerminal, terminalCaller } from "#chat/terminal/index.ts";
import { crashed, down, downQuestion, everythingElse, list, logs, pulling, up } from "./replies.ts";
import { aborted, scriptedBot } from "./scripted-bot.ts";

const bot = scriptedBot(
  {
    "/db list": [list],
    "/db logs shop": [logs],
    "/db down shop": [downQuestion],
    "/db down shop --yes": [down],
    "/db up mysql:8.4": [crashed],
    "/rest": [everythingElse],
    async *"/db up postgres --name shop"({ signal }) {
      for (let share = 0; share <= 10 && !signal.aborted; share += 1) {
        yield {
          ...pulling,
          blocks: [{ kind: "progress", label: "Pulling postgres:16", done: share * 15e6, total: 150e6, unit: "bytes" }],
        };
        await wait(40);
      }
      yield up;
    },
    async *"/wait"({ signal }) {
      yield { tone: "working", title: "Waiting for ever" };
      // Without something to wait for Node would end.
      const alive = setInterval(() => {}, 1000);
      await aborted(signal);
      process.stderr.write("<cleaning up>");
      await wait(150);
      clearInterval(alive);
      process.stderr.write("<clean>");
      yield { tone: "warning", title: "Cancelled; nothing is left behind" };
    },
  },
  ["/db", "list", "logs", "postgres", "--name", "--namespace"],
);

let log: (line: string) => void = () => {};

const [historyPath = "", ...given] = process.argv.slice(2);
const exitCode = await runTerminal({
  bot: {
    ...bot,
    complete(line, caller) {
      // A line of the log while somebody types, at a moment that a test can choose.
      if (line.endsWith("!")) setImmediate(() => log("a line of the log"));
      return bot.complete(line, caller);
    },
  },
  caller: terminalCaller(),
  arguments: given,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  settings: { color: "auto", historyPath, version: "0.1.0", hosts: 2 },
  onLog(print) {
    log = print;
  },
});
process.stderr.write(`<exit ${exitCode}>\n`);
process.exitCode = exitCode;
