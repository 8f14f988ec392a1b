import type { Bot, Request } from "#core/chat.ts";
import type { Reply } from "#core/reply.ts";

/** What a line is answered with: replies in order, or a generator that may wait and look at the signal. */
export type Script = readonly Reply[] | ((request: Request) => AsyncGenerator<Reply>);

export interface ScriptedBot extends Bot {
  /** The lines it was asked, in order. */
  readonly asked: string[];
}

/** A bot that answers from a table of lines; any other line is an error that names it. */
export function scriptedBot(scripts: Readonly<Record<string, Script>>, words: readonly string[] = []): ScriptedBot {
  const asked: string[] = [];
  return {
    asked,
    commands: { all: new Map() },
    async *handle(request) {
      const line = "line" in request.what ? request.what.line : request.what.command;
      asked.push(line);
      const script = scripts[line] ?? [unknown(line)];
      yield* typeof script === "function" ? script(request) : script;
    },
    complete: (line) => words.filter((word) => word.startsWith(/\S*$/.exec(line)?.[0] ?? "")),
  };
}

function unknown(line: string): Reply {
  const message = `There is no command ${line.slice(0, 40)}.`;
  return {
    tone: "error",
    title: message,
    problem: { code: "unknown-command", message, hint: "/longshore help" },
  };
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
}
