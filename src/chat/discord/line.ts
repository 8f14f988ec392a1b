import type { Command } from "#core/command.ts";
import { optionsOf } from "#core/options.ts";
import type { Option } from "#core/options.ts";
import { quote, readWords } from "#core/words.ts";

/**
 * Typed options and a text of further ones as the one line that says the same: `/db up --kind=postgres --memory 1g`. The text
 * stands in it as it is, so it is read as it would be elsewhere. Throws a Problem for a list with an open quote.
 */
export function writeLine(
  path: string,
  command: Command,
  values: Readonly<Record<string, unknown>>,
  text: string,
): string {
  const options = optionsOf(command).filter(({ key }) => values[key] !== undefined);
  const named = options.filter(({ rest }) => !rest).flatMap((option) => wordsFor(option, values[option.key]));
  const rest = options.filter((option) => option.rest).map(({ key }) => String(values[key]));
  // Its words are somebody else's options.
  return [`/${path}`, ...named, text, ...(rest.length > 0 ? ["--", ...rest] : [])]
    .filter((part) => part !== "")
    .join(" ");
}

function wordsFor({ name, kind }: Option, value: unknown): readonly string[] {
  if (kind !== "list")
    return [quote(`--${name}=${typeof value === "boolean" ? (value ? "yes" : "no") : String(value)}`)];
  return readWords(String(value)).words.map((word) => quote(`--${name}=${word.text}`));
}
