import type { Request } from "#core/chat.ts";
import type { Command, Commands } from "#core/command.ts";
import { commandOf } from "../lines.ts";

/**
 * Whether the answer is promised to the caller alone. It is settled before anything runs and cannot be taken back, so only
 * what is for the channel by its nature is promised to it: a change that asks nothing first.
 */
export function isPrivate(commands: Commands, what: Request["what"]): boolean {
  const named = "line" in what ? commandOf(commands, what.line) : undefined;
  const command = "line" in what ? named?.command : commands.all.get(what.command);
  if (!command) return true;
  const yes = "line" in what ? saysYes(named?.words ?? []) : what.values["yes"] === true;
  return audienceOf(command) === "caller" || (command.effect === "destroy" && !yes);
}

function audienceOf({ audience, effect }: Command): "caller" | "channel" {
  return audience ?? (effect === "read" ? "caller" : "channel");
}

/** Whether a destroying line would be done without a question. */
export function saysYes(words: readonly string[]): boolean {
  return words.includes("--yes") || words.includes("-y");
}
