import type { Request } from "#core/chat.ts";
import type { Command, Commands } from "#core/command.ts";
import { readInput, readValues } from "#core/input.ts";
import type { Input } from "#core/input.ts";
import { readWords } from "#core/words.ts";
import type { Repair } from "#core/words.ts";
import { findCommand } from "./find.ts";

export type Understood =
  | { readonly kind: "help"; readonly topic: readonly string[] }
  | {
      readonly kind: "command";
      readonly path: string;
      readonly command: Command;
      readonly input: Input["input"];
      readonly yes: boolean;
    };

/** Find and parse, which needs no caller: the same for a request and for `can-i`. */
export function understand(
  parts: { readonly commands: Commands },
  what: Request["what"],
  repaired: (repairs: readonly Repair[]) => void = () => undefined,
): Understood {
  const { words, repairs } = "line" in what ? readWords(what.line) : { words: [], repairs: [] };
  repaired(repairs);
  const spoken = "line" in what ? words.map(({ text }) => text) : what.command.split(" ");
  const found = findCommand(parts.commands, spoken);
  if (found.kind === "help") return found;
  const { path, command } = found;
  const asked = "line" in what ? readInput(path, command, found.words) : readValues(path, command, what.values);
  if (asked.help) return { kind: "help", topic: path.split(" ") };
  return { kind: "command", path, command, input: asked.input, yes: asked.yes };
}

/** What was asked for, as a line for people to read. */
export function lineOf({ what }: Request): string {
  return "line" in what ? what.line : `/${what.command} ${JSON.stringify(what.values)}`;
}
