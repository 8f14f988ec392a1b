import type { AuditTrail } from "#core/audit.ts";
import { callerId } from "#core/caller.ts";
import type { Caller } from "#core/caller.ts";
import type { Bot, Request } from "#core/chat.ts";
import type { Command, Commands, Context } from "#core/command.ts";
import type { DrawChart } from "#core/chart.ts";
import type { Databases } from "#core/database.ts";
import type { Doctor } from "#core/doctor.ts";
import { RunPolicy } from "#core/docker-run/run-policy.ts";
import { formatLine } from "#core/format.ts";
import { helpReply } from "#core/help.ts";
import type { Hosts } from "#core/host.ts";
import type { Input } from "#core/input.ts";
import type { Leases } from "#core/lease.ts";
import type { Notifier } from "#core/notifier.ts";
import type { Policy, Verdict } from "#core/policy.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import type { Repair } from "#core/words.ts";
import { approvalsOf, askApproval } from "./approval.ts";
import type { ApprovalParts } from "./approval.ts";
import { grantLine, roleOf, TERMINAL_ONLY } from "./authorise.ts";
import { inChannel } from "./channel.ts";
import { completeLine } from "./complete.ts";
import { couldDo, decide } from "./decide.ts";
import type { Judgement } from "./decide.ts";
import { Deliveries } from "./deliveries.ts";
import { bug, cancelled, failure, randomReference, stopping } from "./failure.ts";
import type { LogEntry } from "./failure.ts";
import { Pace } from "./pace.ts";
import { Recorder } from "./record.ts";
import { dressed, questionReply, TWICE } from "./replies.ts";
import { resourceOf } from "./resource.ts";
import { closing, Running } from "./running.ts";
import { settleHost } from "./settle.ts";
import { suggestionsFrom } from "./suggestions.ts";
import type { Suggestions } from "./suggestions.ts";
import { lineOf, understand } from "./understand.ts";

export interface BotParts {
  readonly commands: Commands;
  readonly hosts: Hosts;
  readonly databases: Databases;
  readonly leases: Leases;
  /** Who may do what. Without it only the terminal's user may act. */
  readonly policy?: Policy;
  /** The host that a channel (a `channelId`) uses when nobody names one; undefined: the first. */
  readonly channelHost?: (channel: string) => string | undefined;
  /** What a `/docker run` line may ask for; without it what needs nobody's leave. */
  readonly runPolicy?: RunPolicy;
  readonly draw?: DrawChart;
  /** Where completion finds values, beside and instead of what `suggestionsFrom` knows. */
  readonly suggestions?: Suggestions;
  readonly log: (entry: LogEntry) => void;
  /** A short random id by which a bug's reply and its log entry find each other. */
  readonly newReference?: () => string;
  /** Which deliveries were seen. Without it: those of this process. */
  readonly deliveries?: { first(platform: string, id: string): boolean };
  readonly audit?: AuditTrail;
  /** What `/longshore doctor` asks. */
  readonly doctor?: Doctor;
  /** How channels are told of what is done to their things; without it they are not. */
  readonly tell?: Notifier["tell"];
  /** How somebody who did not ask is told; without it nobody is. */
  readonly send?: (person: string, reply: Reply) => Promise<boolean>;
  /** Where requests wait that a rule wants approved; without it they are refused. */
  readonly approval?: ApprovalParts;
  /** Takes the passwords we know out of a text. */
  readonly redact?: (text: string) => string;
}

/** The bot as whoever runs it sees it. */
export interface RunningBot extends Bot {
  /** Takes no more requests, gives those that run this long to finish, then cancels them and waits for their clean-up. */
  drain(limitMs: number): Promise<void>;
}

/**
 * The one road of every request: seen before? → find → parse → authorise → confirm → run → final reply.
 *
 * Whatever happens, at least one reply comes and the last is not "working". Closing the replies, or aborting the
 * request's signal, aborts the command's signal and waits for what it cleans up.
 */
export function createBot(given: BotParts): RunningBot {
  const policy = given.policy ?? { grants: TERMINAL_ONLY, rules: [], perMinute: {} };
  const parts: Parts = {
    deliveries: new Deliveries(),
    newReference: randomReference,
    runPolicy: RunPolicy.parse({}),
    draw: () => Promise.reject(new Error("this bot was given nothing to draw with")),
    ...given,
    policy,
    pace: new Pace(policy.perMinute, Date.now),
    running: new Running(),
  };
  return {
    commands: parts.commands,
    handle(request) {
      const closed = new AbortController();
      const signal = AbortSignal.any([request.signal, closed.signal, parts.running.signal]);
      return closing(parts.running.track(answer(parts, { ...request, signal })), () => closed.abort(cancelled()));
    },
    complete: (line, caller) =>
      completeLine(line, caller, {
        commands: parts.commands,
        may: mayOf(parts, caller),
        suggestions: { ...suggestionsFrom(parts), ...parts.suggestions },
      }),
    drain: (limitMs) => parts.running.drain(limitMs, cancelled()),
  };
}

/** The parts with everything filled in that may be left out. */
type Parts = BotParts &
  Required<Pick<BotParts, "policy" | "deliveries" | "newReference" | "runPolicy" | "draw">> & {
    readonly pace: Pace;
    readonly running: Running;
  };

/** A request that somebody else has said yes to; it is authorised once more all the same. */
type Asked = Request & { readonly isApproved?: boolean };

async function* answer(parts: Parts, request: Asked): AsyncGenerator<Reply, void> {
  const instead = insteadOf(parts, request);
  if (instead) {
    yield instead;
    return;
  }
  const failed = (error: unknown) => void bug(parts, request, error);
  const recorder = new Recorder(
    { trail: parts.audit, redact: parts.redact, newRequest: randomReference, failed },
    request,
  );
  let repairs: readonly Repair[] = [];
  let begun: Begun | undefined;
  let last: Reply | undefined;
  let outcome = "cancelled";
  try {
    begun = await begin(parts, request, recorder, (made) => (repairs = made));
    for await (const reply of begun.replies) {
      last = dressed(reply, begun.command, repairs, begun.note);
      if (last.tone !== "working") outcome = outcomeOf(last);
      yield last;
    }
    // A command that falls silent is as wrong as one that throws, and the caller must not be left with a spinner.
    if (last === undefined || last.tone === "working") throw new Error("The command ended without a final reply");
  } catch (error) {
    const reply = dressed(failure(parts, request, error), begun?.command, repairs, begun?.note);
    outcome = outcomeOf(reply);
    yield reply;
  } finally {
    // A request that was never understood begins and ends in one.
    recorder.ended(outcome, { line: lineOf(request), command: "", allowed: false, rule: outcome, host: undefined });
  }
}

/** What is said of a delivery that was seen before, or of which nobody can remember that it was. */
function insteadOf(parts: Parts, request: Asked): Reply | undefined {
  try {
    return parts.deliveries.first(request.caller.platform, request.deliveryId) ? undefined : TWICE;
  } catch (error) {
    return failure(parts, request, error);
  }
}

function outcomeOf({ tone, problem, confirm }: Reply): string {
  if (confirm) return "asked";
  return problem?.code ?? (tone === "error" ? "failed" : "ok");
}

/** A request that is understood and allowed. Without a command it is our own answer, for the caller alone. */
interface Begun {
  readonly command?: Command;
  /** Which host was chosen, and why. */
  readonly note?: string | undefined;
  readonly replies: AsyncIterable<Reply> | Iterable<Reply>;
}

/** Find, parse, authorise. Throws a Problem for a request that we do not understand or that this caller may not make. */
async function begin(
  given: Parts,
  request: Asked,
  recorder: Recorder,
  repaired: (repairs: readonly Repair[]) => void,
): Promise<Begun> {
  const { caller } = request;
  const parts = inChannel(given, caller);
  if (parts.running.isDraining) throw stopping();
  parts.pace.count(callerId(caller), roleOf(caller, parts.policy.grants));
  const understood = understand(parts, request.what, repaired);
  if (understood.kind === "help") {
    const line = ["/longshore help", ...understood.topic].join(" ");
    recorder.began({ line, command: "longshore help", allowed: true, rule: "anyone", host: undefined });
    return { replies: [help(parts, caller, understood.topic)] };
  }
  const { path, command, yes } = understood;
  const { input, note } = await settleHost({ caller, ...understood }, parts, request.signal);
  const resource = await resourceOf({ caller, path, command, input }, parts, request.signal);
  const judgement = decide({ caller, path, command, resource }, parts.policy);
  recorder.touched(resource.leases);
  recorder.began({
    line: formatLine(path, command, input, yes),
    command: path,
    allowed: judgement.decision !== "deny",
    rule: judgement.rule,
    host: resource.host,
  });
  if (judgement.decision === "deny") throw refusal(caller, command, judgement);
  if (judgement.decision === "approve" && !request.isApproved) {
    if (!parts.approval) throw refusal(caller, command, judgement);
    // What is approved is done: nobody is there to be asked again.
    const exact = formatLine(path, command, input, command.effect === "destroy");
    return { command, note, replies: [askApproval(parts.approval, caller, exact, resource, judgement)] };
  }
  const leases = recorder.watching(parts.leases);
  return { command, note, replies: perform(contextOf({ ...parts, leases }, request, input), path, command, yes) };
}

async function* perform(
  context: Context<Input["input"]>,
  path: string,
  command: Command,
  yes: boolean,
): AsyncGenerator<Reply> {
  context.signal.throwIfAborted();
  const isAsked = command.effect === "destroy" && !yes;
  const question = !isAsked ? undefined : command.confirm ? await command.confirm(context) : `${command.summary}?`;
  if (question === undefined) yield* command.run(context);
  else yield questionReply(question, formatLine(path, command, context.input, true));
}

function refusal(caller: Caller, { access }: Command, { decision, reason, role }: Judgement): Problem {
  if (decision === "approve") return new Problem("not-allowed", `This needs somebody's approval. ${reason}`);
  const known = role !== undefined || access === "anyone";
  return new Problem("not-allowed", reason, {
    hint: known
      ? "See which rule says so: /longshore can-i LINE"
      : `An admin lets you in with this line in the bot's settings: ${grantLine(caller, access)}`,
  });
}

function contextOf(parts: Parts, { caller, signal }: Request, input: Input["input"]): Context<Input["input"]> {
  const { hosts, databases, leases, runPolicy, draw, commands, policy, audit, doctor } = parts;
  return {
    input,
    caller,
    signal,
    hosts,
    databases,
    leases,
    runPolicy,
    draw,
    commands,
    audit,
    doctor,
    tell: parts.tell ?? (() => undefined),
    send: parts.send ?? (() => Promise.resolve(false)),
    approvals:
      parts.approval &&
      approvalsOf(parts.approval, caller, (asker, line) =>
        answer(parts, {
          caller: asker,
          what: { line },
          deliveryId: `approval:${randomReference()}`,
          signal,
          isApproved: true,
        }),
      ),
    may: mayOf(parts, caller),
    role: () => roleOf(caller, policy.grants),
    explain: (line) => explain(parts, caller, line, signal),
  };
}

async function explain(given: Parts, caller: Caller, line: string, signal: AbortSignal): Promise<Verdict> {
  const parts = inChannel(given, caller);
  const understood = understand(parts, { line });
  if (understood.kind === "help") return { line, decision: "allow", reason: "Anybody may ask for help.", weighed: [] };
  const { path, command, yes } = understood;
  const { input } = await settleHost({ caller, ...understood }, parts, signal).catch(withoutButtons);
  const resource = await resourceOf({ caller, path, command, input }, parts, signal);
  const judgement = decide({ caller, path, command, resource }, parts.policy);
  return { line: formatLine(path, command, input, yes), ...judgement };
}

/** Where a line is only asked about, there must be no button that runs it. */
function withoutButtons(error: unknown): never {
  throw error instanceof Problem ? new Problem(error.code, error.message, { hint: error.hint }) : error;
}

function mayOf({ commands, policy }: Parts, caller: Caller): (command: Command) => boolean {
  const paths = new Map([...commands.all].map(([path, command]) => [command, path]));
  return (command) => couldDo(caller, paths.get(command) ?? "", command, policy);
}

function help(parts: Parts, caller: Caller, topic: readonly string[]): Reply {
  return helpReply(parts.commands, topic, mayOf(parts, caller));
}
