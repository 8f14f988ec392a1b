import { createLog } from "./log.ts";
import type { Log } from "./log.ts";
import { assemble } from "./assembly.ts";
import { loadConfig, paths } from "./config.ts";
import type { Config } from "./config.ts";
import { runService } from "./service.ts";
import { runTerminal, terminalCaller } from "#chat/terminal/index.ts";
import { painter } from "#chat/terminal/paint.ts";
import { render } from "#chat/terminal/render.ts";
import type { Notifier } from "#core/notifier.ts";
import { Problem } from "#core/problem.ts";
import packageJson from "../package.json" with { type: "json" };

/** What runs may take this long to finish after a SIGTERM; then it is cancelled, which cleans up. */
const finishMs = 5_000;
/** Then the process ends, whatever hangs. The next start puts in order what this leaves behind. */
const exitMs = 10_000;
/** What a connection gets to close once everything is done. */
const goodbyeMs = 500;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(`longshore: ${error.message}${error.hint ? `\n${error.hint}` : ""}`);
  process.exitCode = 2;
}

/** Wires the parts together, from the settings to the chat; resolves to the exit code when the chat has ended. */
async function main(): Promise<number> {
  const config = loadConfig();
  const alone = process.argv.length === 2;
  if ((config.slack ?? config.discord) && alone) {
    const code = await runService(config, createLog({ quiet: false }));
    // A peer that never says goodbye would keep the process.
    setTimeout(() => process.exit(code), goodbyeMs).unref();
    return code;
  }

  // A prompt is a bot; lines in the arguments or on standard input are done beside the one that runs, if any.
  const keeps = alone && process.stdin.isTTY;
  const log = createLog({ quiet: true });
  const printer = createPrinter(log);
  await using assembly = await assemble(config, { keeps, log, notifier: terminalNotifier(config, printer) });
  const { bot, hosts } = assembly;
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(signal === "SIGTERM" ? 143 : 129), exitMs).unref();
      void bot.drain(finishMs);
    });
  }

  void hosts.warm();
  // Awaited here, or the ledger and the hosts would be closed before the chat has begun.
  return await runTerminal({
    bot,
    caller: terminalCaller(),
    arguments: process.argv.slice(2),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    settings: {
      color: config.color,
      historyPath: paths(config).history,
      version: packageJson.version,
      hosts: hosts.all.length,
    },
    onLog: (print) => printer.printWith(print),
  });
}

interface Printer {
  print(line: string): void;
  printWith(print: (line: string) => void): void;
}

/** Prints what nobody asked for the way the log is printed: without tearing up the prompt. */
function createPrinter(log: Log): Printer {
  let print = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    print: (line) => print(line),
    printWith(other) {
      print = other;
      log.printWith(other);
    },
  };
}

function terminalNotifier(config: Config, printer: Printer): Notifier {
  const paint = painter(config.color === "always" || (config.color === "auto" && process.stderr.isTTY));
  return {
    tell(_channel, reply) {
      for (const line of render(reply, { width: process.stderr.columns || 80, paint })) printer.print(line);
    },
    // Nobody else is at this terminal.
    send: () => Promise.resolve(false),
  };
}
