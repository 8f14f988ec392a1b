import { randomBytes } from "node:crypto";
import type { Caller } from "#core/caller.ts";
import type { Bot, Request } from "#core/chat.ts";
import type { Command, Commands, Context } from "#core/command.ts";
import type { Databases } from "#core/database.ts";
import { formatLine } from "#core/format.ts";
import { helpReply } from "#core/help.ts";
import type { Hosts } from "#core/host.ts";
import { readInput, readValues } from "#core/input.ts";
import type { Input } from "#core/input.ts";
import type { Leases } from "#core/lease.ts";
import { Problem } from "#core/problem.ts";
import { redact } from "#core/redact.ts";
import type { Reply } from "#core/reply.ts";
import { readWords } from "#core/words.ts";
import type { Repair } from "#core/words.ts";
import { authorise, grantLine, roleOf, TERMINAL_ONLY } from "./authorise.ts";
import type { Grants } from "./authorise.ts";
import { completeLine } from "./complete.ts";
import { Deliveries } from "./deliveries.ts";
import { findCommand } from "./find.ts";
import { bugReply, cancelledReply, dressed, problemReply, questionReply, TWICE } from "./replies.ts";
import { suggestionsFrom } from "./suggestions.ts";
import type { Suggestions } from "./suggestions.ts";

export interface BotParts {
  readonly commands: Commands;
  readonly hosts: Hosts;
  readonly databases: Databases;
  readonly leases: Leases;
  /** Who may do what. Without it only the terminal's user may act. */
  readonly grants?: Grants;
  /** Where completion finds values, beside and instead of what `suggestionsFrom` knows. */
  readonly suggestions?: Suggestions;
  readonly log: (entry: LogEntry) => void;
  /** A short random id by which a bug's reply and its log entry find each other. */
  readonly newReference?: () => string;
}

/** What is worth an operator's attention: our bugs. The line and the stack are redacted. */
export interface LogEntry {
  readonly level: "error";
  readonly message: string;
  readonly reference: string;
  readonly stack: string;
  readonly line: string;
}

/**
 * The one road of every request: seen before? → find → parse → authorise → confirm → run → final reply.
 *
 * Whatever happens, at least one reply comes and the last is not "working". Closing the replies, or aborting the
 * request's signal, aborts the command's signal and waits for what it cleans up.
 */
export function createBot(parts: BotParts): Bot {
  const deliveries = new Deliveries();
  return {
    commands: parts.commands,
    handle(request) {
      const closed = new AbortController();
      const signal = AbortSignal.any([request.signal, closed.signal]);
      return closing(answer(parts, deliveries, { ...request, signal }), () => closed.abort(cancelled()));
    },
    complete: (line, caller) =>
      completeLine(line, caller, {
        commands: parts.commands,
        may: mayOf(parts, caller),
        suggestions: { ...suggestionsFrom(parts), ...parts.suggestions },
      }),
  };
}

async function* answer(parts: BotParts, deliveries: Deliveries, request: Request): AsyncGenerator<Reply, void> {
  if (!deliveries.first(request.caller.platform, request.deliveryId)) {
    yield TWICE;
    return;
  }
  let repairs: readonly Repair[] = [];
  let begun: Begun | undefined;
  let last: Reply | undefined;
  try {
    begun = begin(parts, request, (made) => (repairs = made));
    for await (const reply of begun.replies) {
      last = dressed(reply, begun.command, repairs);
      yield last;
    }
    // A command that falls silent is as wrong as one that throws, and the caller must not be left with a spinner.
    if (last === undefined || last.tone === "working") throw new Error("The command ended without a final reply");
  } catch (error) {
    yield dressed(failure(parts, request, error), begun?.command, repairs);
  }
}

/** A request that is understood and allowed. Without a command it is our own answer, for the caller alone. */
interface Begun {
  readonly command?: Command;
  readonly replies: AsyncIterable<Reply> | Iterable<Reply>;
}

/** Find, parse, authorise. Throws a Problem for a request that we do not understand or that this caller may not make. */
function begin(parts: BotParts, request: Request, repaired: (repairs: readonly Repair[]) => void): Begun {
  const { caller, what } = request;
  const { words, repairs } = "line" in what ? readWords(what.line) : { words: [], repairs: [] };
  repaired(repairs);
  const spoken = "line" in what ? words.map(({ text }) => text) : what.command.split(" ");
  const found = findCommand(parts.commands, spoken);
  if (found.kind === "help") return { replies: [help(parts, caller, found.topic)] };

  const { path, command } = found;
  const asked = "line" in what ? readInput(path, command, found.words) : readValues(path, command, what.values);
  if (asked.help) return { replies: [help(parts, caller, path.split(" "))] };
  refuseStranger(parts, caller, command);
  return { command, replies: perform(contextOf(parts, request, asked.input), path, command, asked.yes) };
}

async function* perform(
  context: Context<Input["input"]>,
  path: string,
  command: Command,
  yes: boolean,
): AsyncGenerator<Reply> {
  context.signal.throwIfAborted();
  if (command.effect !== "destroy" || yes) {
    yield* command.run(context);
    return;
  }
  const question = (await command.confirm?.(context)) ?? `${command.summary}?`;
  yield questionReply(question, formatLine(path, command, context.input, true));
}

function refuseStranger({ grants = TERMINAL_ONLY }: BotParts, caller: Caller, command: Command): void {
  const { allowed, reason } = authorise(caller, command, grants);
  if (allowed || command.access === "anyone") return;
  throw new Problem("not-allowed", reason, {
    hint: `An admin lets you in with this line in the bot's settings: ${grantLine(caller, command.access)}`,
  });
}

function contextOf(parts: BotParts, { caller, signal }: Request, input: Input["input"]): Context<Input["input"]> {
  const { hosts, databases, leases, commands, grants = TERMINAL_ONLY } = parts;
  return {
    input,
    caller,
    signal,
    hosts,
    databases,
    leases,
    commands,
    may: mayOf(parts, caller),
    role: () => roleOf(caller, grants),
  };
}

function mayOf({ grants = TERMINAL_ONLY }: BotParts, caller: Caller): (command: Command) => boolean {
  return (command) => authorise(caller, command, grants).allowed;
}

function help(parts: BotParts, caller: Caller, topic: readonly string[]): Reply {
  return helpReply(parts.commands, topic, mayOf(parts, caller));
}

/** What the caller is told; a bug is also written down, here and nowhere else. */
function failure({ log, newReference = randomReference }: BotParts, request: Request, error: unknown): Reply {
  if (error instanceof Problem) return problemReply(error);
  if (request.signal.aborted && isAbort(error, request.signal)) return cancelledReply();
  const reference = newReference();
  const stack = redact(error instanceof Error ? (error.stack ?? error.message) : String(error));
  log({ level: "error", message: "A request failed on our side", reference, stack, line: redact(lineOf(request)) });
  return bugReply(reference);
}

function randomReference(): string {
  return randomBytes(4).toString("hex");
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  return error === signal.reason || (error instanceof Error && error.name === "AbortError");
}

function cancelled(): Problem {
  return new Problem("cancelled", "Cancelled.");
}

function lineOf({ what }: Request): string {
  return "line" in what ? what.line : `/${what.command} ${JSON.stringify(what.values)}`;
}

/** Runs `close` at the moment somebody stops reading; a generator alone would notice at its next yield only. */
function closing<T>(inner: AsyncGenerator<T, void>, close: () => void): AsyncGenerator<T, void> {
  return {
    next: () => inner.next(),
    return: (value) => {
      close();
      return inner.return(value);
    },
    throw: (error) => {
      close();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      close();
      await inner.return();
    },
  };
}
