import type { EventEmitter } from "node:events";
import type { Readable } from "node:stream";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { parseArguments, usage, type Task } from "./arguments.ts";
import { LINE_BYTES } from "./limits.ts";
import { readLines, type InputLine } from "./line-reader.ts";
import { runLines } from "./lines.ts";
import { Output, type OutputStream } from "./output.ts";
import { painter, type Paint } from "./paint.ts";
import { progressDisplay } from "./progress.ts";
import { runPrompt } from "./prompt.ts";
import { render } from "./render.ts";

export { terminalCaller } from "./caller.ts";

export interface TerminalSettings {
  /** From NO_COLOR ("never") and FORCE_COLOR ("always"); "auto" is at the prompt and on the live line. */
  readonly color: "auto" | "always" | "never";
  readonly historyPath: string;
  readonly version: string;
  /** How many hosts there are, for the greeting. */
  readonly hosts: number;
}

export interface TerminalOptions {
  readonly bot: Bot;
  readonly caller: Caller;
  /** Without the program's own: `process.argv.slice(2)`. */
  readonly arguments: readonly string[];
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly settings: TerminalSettings;
  /** Where SIGINT, SIGTERM and SIGHUP come from. The terminal ends in good order at them, so nobody else should end it. */
  readonly signals?: EventEmitter;
  /**
   * Told once how to print a line of the log: on standard error, and without tearing up the prompt or the live line.
   * Until then, and after the terminal has ended, the log may write to standard error itself.
   */
  readonly onLog?: (print: (line: string) => void) => void;
}

/**
 * The terminal chat: runs the lines in the arguments, or those of standard input when it is not a terminal, or asks for
 * them. Resolves to the exit code when everything that was begun has ended.
 */
export async function runTerminal(options: TerminalOptions): Promise<number> {
  const output = new Output(options.stdout);
  const errors = new Output(options.stderr);
  const task = understood(options.arguments);
  if (task instanceof Problem) {
    const { code, message, hint } = task;
    const reply: Reply = {
      tone: "error",
      title: message,
      problem: { code, message, ...(hint === undefined ? {} : { hint }) },
    };
    await errors.writeLines(render(reply, { width: errors.width, paint: painterOf(errors, options) }));
    return 2;
  }
  if (task.kind !== "run") {
    await output.writeLines([task.kind === "help" ? usage : options.settings.version]);
    return 0;
  }
  if (task.lines.length > 0 || task.json || !options.stdin.isTTY) return lines(task, output, errors, options);
  return prompt(output, options);
}

function understood(given: readonly string[]): Task | Problem {
  try {
    return parseArguments(given);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function lines(
  task: Task & { kind: "run" },
  output: Output,
  errors: Output,
  options: TerminalOptions,
): Promise<number> {
  const { bot, caller, stdin, settings, signals = process, onLog } = options;
  const fromArguments = task.lines.map((text): InputLine => ({ kind: "line", text }));
  const progress = progressDisplay(errors, painterOf(errors, options));
  onLog?.((line) => {
    progress.clear();
    void errors.write(`${line}\n`);
  });
  return runLines({
    bot,
    caller,
    lines: fromArguments.length > 0 ? fromArguments : readLines(stdin, LINE_BYTES),
    json: task.json,
    output,
    // Plain even on a terminal: what a script prints does not depend on where it runs.
    paint: painter(settings.color === "always"),
    progress,
    signals,
    // Also lets go of a standard input that nobody reads, which would keep the program alive.
    stopReading: () => stdin.destroy(),
  });
}

function prompt(output: Output, options: TerminalOptions): Promise<number> {
  const { bot, caller, stdin, settings, signals = process, onLog } = options;
  const paint = painterOf(output, options);
  return runPrompt({
    bot,
    caller,
    stdin,
    output,
    paint,
    progress: progressDisplay(output, paint),
    signals,
    historyPath: settings.historyPath,
    greeting: `Longshore, ${settings.hosts} ${settings.hosts === 1 ? "host" : "hosts"}. Type /longshore help or press Tab.`,
    onPrinter: (print) => onLog?.((line) => print(`${line}\n`)),
  });
}

function painterOf({ stream }: Output, { settings }: TerminalOptions): Paint {
  return painter(settings.color === "always" || (settings.color === "auto" && stream.isTTY === true));
}
