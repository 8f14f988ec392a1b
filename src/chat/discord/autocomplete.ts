import type { APIApplicationCommandAutocompleteInteraction, APIApplicationCommandOptionChoice } from "discord.js";
import type { Caller } from "#core/caller.ts";
import type { Bot } from "#core/chat.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { Problem } from "#core/problem.ts";
import { quote, readWords } from "#core/words.ts";
import { writeLine } from "./line.ts";
import { CHOICES, CHOICE_CHARACTERS } from "./limits.ts";
import { overflowName } from "./overflow.ts";
import { readSent } from "./sent-options.ts";
import type { Sent, SentOption } from "./sent-options.ts";

/**
 * What could stand in the option that is being typed, for this caller: from memory, as it is asked at every key. Never throws;
 * nothing for what cannot be completed.
 */
export function choices(
  interaction: APIApplicationCommandAutocompleteInteraction,
  bot: Bot,
  caller: Caller,
): readonly APIApplicationCommandOptionChoice[] {
  try {
    const sent = readSent(interaction.data, bot.commands);
    const focused = sent?.options.find((option) => option.focused);
    const found = sent && focused ? completed(sent, focused, (line) => bot.complete(line, caller)) : [];
    return [...new Set(found)]
      .filter((value) => value !== "" && value.length <= CHOICE_CHARACTERS)
      .slice(0, CHOICES)
      .map((value) => ({ name: value, value }));
  } catch (error) {
    // A quote that is not closed yet.
    if (error instanceof Problem) return [];
    throw error;
  }
}

type Complete = (line: string) => readonly string[];

function completed({ placed, options }: Sent, focused: SentOption, complete: Complete): readonly string[] {
  if (!placed) return [];
  const { path, command } = placed;
  const known = optionsOf(command);
  const others: Record<string, unknown> = {};
  for (const { name, value } of options.filter((sent) => !sent.focused)) {
    const option = known.find((option) => option.name === name && !option.rest);
    if (option) others[option.key] = value;
  }
  const begun = writeLine(path, command, others, "");
  const typed = typeof focused.value === "string" ? focused.value : "";
  const option = known.find(({ name }) => name === focused.name);
  if (!option && focused.name !== overflowName(command)) return [];
  if (!option) return continued(typed, (before, last) => complete(`${begun} ${before}${last}`));

  // By place where its turn it is, as what can follow may depend on the words before; by name otherwise.
  const isNext = known.find(({ positional, key }) => positional && !(key in others)) === option;
  const valuesFor = (before: string, last: string) =>
    isNext && !last.startsWith("-")
      ? complete(`${begun} ${before}${last}`).filter((word) => !word.startsWith("-"))
      : complete(`${begun} ${quote(`--${option.name}=${last}`)}`).map((word) => quote(valueIn(word, option)));
  if (option.kind === "list") return continued(typed, valuesFor);
  return bareFirst(valuesFor("", typed === "" ? "" : quote(typed)).map(textOf), typed);
}

/** The last word of several, with the words before it as they stand. */
function continued(typed: string, wordsFor: (before: string, last: string) => readonly string[]): readonly string[] {
  const [, before = "", last = ""] = /^(.*\s)?(\S*)$/s.exec(typed) ?? [];
  return wordsFor(before, last).map((word) => `${before}${word}`);
}

/** Completion gives words as they are typed in a line; an option takes the text itself. */
function textOf(word: string): string {
  return readWords(word)
    .words.map(({ text }) => text)
    .join(" ");
}

/** `--host=lab` → `lab` */
function valueIn(word: string, { name }: Option): string {
  const text = textOf(word);
  return text.startsWith(`--${name}=`) ? text.slice(name.length + 3) : text;
}

/** All databases before all their versions: of what fits, the first 25 are seen. */
function bareFirst(values: readonly string[], typed: string): readonly string[] {
  if (typed.includes(":")) return values;
  return values.toSorted((one, other) => Number(one.includes(":")) - Number(other.includes(":")));
}
