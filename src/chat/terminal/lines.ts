import type { EventEmitter } from "node:events";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";
import { answer } from "./answer.ts";
import { succeeded, toJson } from "./json.ts";
import { LINE_BYTES } from "./limits.ts";
import type { InputLine } from "./line-reader.ts";
import type { Output } from "./output.ts";
import type { Paint } from "./paint.ts";
import type { ProgressDisplay } from "./progress.ts";
import { render } from "./render.ts";
import { onStop } from "./signals.ts";

export interface LinesOptions {
  readonly bot: Bot;
  readonly caller: Caller;
  readonly lines: AsyncIterable<InputLine> | Iterable<InputLine>;
  readonly json: boolean;
  readonly output: Output;
  readonly paint: Paint;
  readonly progress: ProgressDisplay;
  readonly signals: EventEmitter;
  /** Makes `lines` end though more could come. */
  readonly stopReading: () => void;
}

/**
 * Runs lines one after the other, each waited for. Gives the exit code: 0, 1 when a line was not done, 130 or 143 when a
 * signal ended it. Standard output gets replies and nothing else.
 */
export async function runLines(options: LinesOptions): Promise<number> {
  const { lines, output, progress, stopReading } = options;
  let stopCode: number | undefined;
  let failed = false;
  let running: AbortController | undefined;
  using _listening = onStop(options.signals, (exitCode) => {
    stopCode = exitCode;
    if (running) progress.hold("cancelling…");
    running?.abort();
    stopReading();
  });

  let first = true;
  for await (const line of lines) {
    if (stopCode !== undefined) break;
    if (line.kind === "line" && isNothing(line.text)) continue;
    running = new AbortController();
    const reply = line.kind === "line" ? await run(line.text, running.signal, options) : tooLong(line.bytes);
    running = undefined;
    failed ||= !succeeded(reply);
    const text = line.kind === "line" ? line.text : `${line.start}…`;
    await print(text, reply, first, options);
    first = false;
    if (output.broken || stopCode !== undefined) break;
  }
  stopReading();
  return stopCode ?? (failed ? 1 : 0);
}

/** Blank lines and comments. */
export function isNothing(line: string): boolean {
  return /^\s*(#|$)/.test(line);
}

async function run(line: string, signal: AbortSignal, { bot, caller, progress }: LinesOptions): Promise<Reply> {
  progress.begin(line);
  try {
    return await answer(bot, { line, caller, signal }, (reply) => progress.show(reply));
  } finally {
    progress.end();
  }
}

async function print(line: string, reply: Reply, first: boolean, options: LinesOptions): Promise<void> {
  const { json, output, paint } = options;
  if (json) return output.writeLines([toJson(line, reply)]);
  const lines = render(reply, { width: output.width, paint });
  return output.writeLines(first ? lines : ["", ...lines]);
}

function tooLong(bytes: number): Reply {
  const message = `A line of ${bytes} bytes was not run: the most is ${LINE_BYTES}.`;
  return {
    tone: "error",
    title: message,
    problem: { code: "bad-input", message, hint: "One command a line. Is a newline missing?" },
  };
}
