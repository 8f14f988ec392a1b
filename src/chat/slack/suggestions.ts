import type { types } from "@slack/bolt";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import { optionsOf } from "#core/options.ts";
import { Problem } from "#core/problem.ts";
import { readWords } from "#core/words.ts";
import { optionOf } from "./form-view.ts";
import { OPTION_CHARACTERS, SELECT_OPTIONS } from "./limits.ts";

/** What a field with live names offers for what was typed so far: from memory, and what was typed itself. */
export function suggestions(
  bot: Bot,
  caller: Caller,
  field: { readonly path: string; readonly key: string; readonly typed: string },
): readonly types.PlainTextOption[] {
  const command = bot.commands.all.get(field.path);
  const option = command && optionsOf(command).find(({ key }) => key === field.key);
  if (!option) return [];
  const typed = field.typed.trim();
  const found = bot.complete(`/${field.path} --${option.name} ${typed}`, caller).map(unquoted);
  const words = [...new Set([...(typed === "" ? [] : [typed]), ...found])];
  return words
    .filter((word) => word !== "" && word.length <= OPTION_CHARACTERS)
    .slice(0, SELECT_OPTIONS)
    .map(optionOf);
}

/** Completion gives words as they are typed in a line. */
function unquoted(word: string): string {
  try {
    return readWords(word)
      .words.map(({ text }) => text)
      .join(" ");
  } catch (error) {
    if (error instanceof Problem) return word;
    throw error;
  }
}
