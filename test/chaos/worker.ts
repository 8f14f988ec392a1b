import { createInterface } from "node:readline";
import { assemble } from "#src/assembly.ts";
import { readConfig } from "#src/config.ts";
import { terminalCaller } from "#chat/terminal/index.ts";

/**
 * A bot as a process of its own, to be killed: runs the lines of standard input side by side and prints one JSON object
 * for each final reply, and for each thing it tells nobody in particular.
 */
const config = readConfig(process.env);
const say = (value: object) => void process.stdout.write(`${JSON.stringify(value)}\n`);
const log = Object.assign((entry: object) => say({ log: entry }), { printWith: () => undefined });
const number = (name: string) => (process.env[name] === undefined ? {} : { [name]: Number(process.env[name]) });

await using assembly = await assemble(config, {
  keeps: true,
  log,
  notifier: {
    tell: (channel, { title }, mention) => say({ told: title, channel, mention }),
    send: () => Promise.resolve(false),
  },
  pace: {
    ...number("tickMs"),
    ...number("settleMs"),
    ...number("secondPassMs"),
    ...number("sparesLookMs"),
    ...number("bakedLookMs"),
  },
});
say({ ready: process.pid });
const running: Promise<void>[] = [];
process.once("SIGTERM", () => {
  say({ told: "stopping" });
  void assembly.bot.drain(5_000).then(() => process.exit(0));
});

let count = 0;
for await (const line of createInterface({ input: process.stdin })) running.push(run(line));
await Promise.all(running);

async function run(line: string): Promise<void> {
  const deliveryId = `${process.pid}:${count++}`;
  const request = { caller: terminalCaller(), what: { line }, deliveryId, signal: new AbortController().signal };
  for await (const { tone, title, problem } of assembly.bot.handle(request)) {
    say({ line, tone, title, ...(problem && { code: problem.code, message: problem.message }) });
  }
}
