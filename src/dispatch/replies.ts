import type { Command } from "#core/command.ts";
import type { Problem } from "#core/problem.ts";
import type { Block, Reply } from "#core/reply.ts";
import type { Repair } from "#core/words.ts";

/** More would bury the answer; the line is the caller's own and they can read it. */
const MOST_REPAIRS = 5;

/** For a delivery that came before. Adapters that can stay silent do so: its code says it. */
export const TWICE: Reply = {
  tone: "warning",
  title: "This came twice; it is done once.",
  audience: "caller",
  problem: { code: "delivered-twice", message: "This came twice; it is done once." },
};

/** An error as a reply. Several sentences get a title of their own. `reference` is what the log has it under, too. */
export function problemReply({ code, message: said, hint, log, actions }: Problem, reference?: string): Reply {
  const message = reference === undefined ? said : `${said} (reference ${reference})`;
  const lines = message.split("\n");
  return {
    tone: code === "cancelled" ? "warning" : "error",
    title: lines.length === 1 ? message : `${lines.length} things to put right`,
    ...(log && { blocks: [{ kind: "log", name: log.name, text: log.text, truncated: false }] }),
    // The lines are the caller's own words, whatever stands in them.
    ...(actions && { actions, audience: "caller" }),
    problem: { code, message, ...(hint !== undefined && { hint }) },
  };
}

export function cancelledReply(): Reply {
  return { tone: "warning", title: "Cancelled.", problem: { code: "cancelled", message: "Cancelled." } };
}

/** For an error that is ours. The caller can do nothing but tell somebody, so they get what to tell. */
export function bugReply(reference: string): Reply {
  const title = `Something went wrong on our side (reference ${reference}).`;
  const hint = "Try again. If it stays, give the reference to whoever runs the bot: the log has the rest under it.";
  return { tone: "error", title, problem: { code: "internal", message: title, hint } };
}

/** What a destroying command asks before it does anything; `command` is the line that says yes. */
export function questionReply(question: string, command: string): Reply {
  return {
    tone: "warning",
    title: question,
    audience: "caller",
    problem: { code: "needs-confirmation", message: question, hint: command },
    confirm: { question, command },
  };
}

/**
 * A command's reply with its audience settled and, unless it is on the way, with what was decided for the caller and what was
 * read differently from what was typed.
 */
export function dressed(
  reply: Reply,
  command: Command | undefined,
  repairs: readonly Repair[],
  decided?: string,
): Reply {
  const notes = reply.tone === "working" ? [] : [...noteBlocks(decided), ...repairBlocks(repairs)];
  const blocks = [...(reply.blocks ?? []), ...notes];
  return { ...reply, audience: audienceOf(reply, command), ...(blocks.length > 0 && { blocks }) };
}

function audienceOf({ audience, blocks = [] }: Reply, command: Command | undefined): "caller" | "channel" {
  if (blocks.some(({ kind }) => kind === "secret")) return "caller";
  return audience ?? command?.audience ?? (command === undefined || command.effect === "read" ? "caller" : "channel");
}

function noteBlocks(note: string | undefined): readonly Block[] {
  return note === undefined ? [] : [{ kind: "text", text: note }];
}

function repairBlocks(repairs: readonly Repair[]): readonly Block[] {
  if (repairs.length === 0) return [];
  const shown = repairs.slice(0, MOST_REPAIRS).map(({ from, to }) => `"${short(from)}" as "${short(to)}"`);
  const left = repairs.length - shown.length;
  return [{ kind: "text", text: `Read ${shown.join(", ")}${left > 0 ? ` and ${left} more` : ""}.` }];
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
