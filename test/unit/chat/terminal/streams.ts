import { EventEmitter } from "node:events";
import { PassThrough, Readable, Writable } from "node:stream";
import { runTerminal, type TerminalOptions } from "#chat/terminal/index.ts";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";

/** A stream that remembers what was written to it. */
export class Sink extends Writable {
  text = "";
  isTTY = false;
  columns = 80;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.text += chunk.toString();
    done();
  }
}

export const ada: Caller = {
  platform: "terminal",
  team: "desk",
  user: "1000",
  channel: "terminal",
  groups: [],
  displayName: "ada",
};

/** The terminal chat on streams in memory: what it wrote and the exit code. */
export async function terminal(
  bot: Bot,
  given: readonly string[],
  changes: Partial<TerminalOptions> & { input?: string } = {},
) {
  const { input = "", ...options } = changes;
  const stdout = new Sink();
  const stderr = new Sink();
  const exitCode = await runTerminal({
    bot,
    caller: ada,
    arguments: given,
    stdin: Readable.from([input], { objectMode: false }),
    stdout,
    stderr,
    settings: { color: "auto", historyPath: "/dev/null/none", version: "0.1.0", hosts: 1 },
    signals: new EventEmitter(),
    ...options,
  });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** An input that is still open. */
export function openInput(): PassThrough {
  return new PassThrough();
}
