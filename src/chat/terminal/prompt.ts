import type { EventEmitter } from "node:events";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";
import { answer } from "./answer.ts";
import { inline } from "./harmless.ts";
import { openHistory } from "./history.ts";
import { isNothing } from "./lines.ts";
import type { Output } from "./output.ts";
import type { Paint } from "./paint.ts";
import type { ProgressDisplay } from "./progress.ts";
import { render } from "./render.ts";
import { onStop } from "./signals.ts";
import { typedLines, type TypedLines } from "./typed-lines.ts";

export interface PromptOptions {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly stdin: NodeJS.ReadableStream & Parameters<typeof typedLines>[0]["stdin"];
  readonly output: Output;
  readonly paint: Paint;
  readonly progress: ProgressDisplay;
  readonly signals: EventEmitter;
  readonly historyPath: string;
  readonly greeting: string;
  /** Told once how to print while the prompt stands. */
  onPrinter(print: (text: string) => void): void;
}

/** Asks for lines and runs them until the end is typed. Gives the exit code: 0, or that of the signal that ended it. */
export async function runPrompt(options: PromptOptions): Promise<number> {
  const { output, paint, progress, signals } = options;
  let stopCode = 0;
  let running: AbortController | undefined;

  const cancel = () => {
    if (!running || running.signal.aborted) return;
    progress.hold("cancelling…");
    running.abort();
    const dropped = typed.forget();
    if (dropped > 0) print(`${dropped} more ${dropped === 1 ? "line" : "lines"} not run.\n`);
  };
  const leaving = () => print("This is finished first, then it ends. Ctrl-C cancels it.\n");
  const typed = openTyped(options, cancel, leaving);
  const print = (text: string) => {
    progress.clear();
    typed.above(text);
  };
  options.onPrinter(print);
  using _listening = onStop(signals, (exitCode) => {
    stopCode = exitCode;
    cancel();
    typed.close();
  });

  await output.writeLines([paint("label", options.greeting), ""]);
  for (let line = await typed.next(); line !== undefined && !isEnd(line); line = await typed.next()) {
    for (let next: string | undefined = isNothing(line) ? undefined : line; next !== undefined;) {
      running = new AbortController();
      const reply = await run(next, running.signal, options);
      running = undefined;
      next = await tell(reply, typed, options);
    }
    if (stopCode !== 0 || output.broken) break;
  }
  typed.close();
  return stopCode;
}

function openTyped(
  { bot, caller, stdin, output, paint, historyPath }: PromptOptions,
  interrupted: () => void,
  leaving: () => void,
): TypedLines {
  const complain = (reason: string) => void output.writeLines([paint("warning", `! ${inline(reason)}`)]);
  return typedLines({
    stdin,
    stdout: output.stream,
    prompt: `${paint("label", "longshore>")} `,
    history: openHistory(historyPath, complain),
    complete: (line) => bot.complete(line, caller),
    interrupted,
    leaving,
  });
}

function isEnd(line: string): boolean {
  return /^\s*(exit|quit)\s*$/i.test(line);
}

async function run(line: string, signal: AbortSignal, { bot, caller, progress }: PromptOptions): Promise<Reply> {
  progress.begin(line);
  try {
    return await answer(bot, { line, caller, signal }, (reply) => progress.show(reply));
  } finally {
    progress.end();
  }
}

/** Prints the reply. When it asks, so do we; a yes gives the line to run next. */
async function tell(reply: Reply, typed: TypedLines, options: PromptOptions): Promise<string | undefined> {
  const { output, paint } = options;
  const page = { width: output.width, paint };
  if (!reply.confirm) {
    await output.writeLines([...render(reply, page), ""]);
    return undefined;
  }
  // What it says about how to confirm is for those who cannot be asked.
  const { confirm, problem: _, ...rest } = reply;
  await output.writeLines([...render(rest, page), ""]);
  const answered = await typed.ask(`  ${inline(confirm.question)} [y/N] `);
  if (/^\s*y(es)?\s*$/i.test(answered ?? "")) return confirm.command;
  await output.writeLines([paint("label", "  Nothing was done."), ""]);
  return undefined;
}
