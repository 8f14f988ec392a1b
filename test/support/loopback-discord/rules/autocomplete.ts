import { localisationFaults } from "./locales.ts";
import { COMMAND_LIMITS } from "./commands.ts";

interface Suggestions {
  readonly choices?: readonly Choice[] | null;
}

interface Choice {
  readonly name: string;
  readonly name_localizations?: Readonly<Record<string, string>> | null;
  readonly value: string | number;
}

/** What is offered while somebody types. The specification takes any of it. */
export function autocompleteFaults(json: unknown): readonly string[] {
  const { choices } = json as Suggestions;
  if (!Array.isArray(choices)) return ["/data/choices must be there"];
  const { choices: most, choiceCharacters } = COMMAND_LIMITS;
  return [
    ...(choices.length > most ? [`/data/choices: ${choices.length}, ${most} are the most`] : []),
    ...(choices as readonly Choice[]).flatMap((choice, index) => {
      const at = `/data/choices/${index}`;
      const { name, value } = choice;
      const fits = (text: unknown) => typeof text === "string" && text.length > 0 && text.length <= choiceCharacters;
      return [
        ...Object.keys(choice)
          .filter((key) => !["name", "name_localizations", "value"].includes(key))
          .map((key) => `${at} must NOT have additional properties: ${key}`),
        ...(fits(name) ? [] : [`${at}/name has not 1 to ${choiceCharacters} characters`]),
        ...(fits(value) || typeof value === "number"
          ? []
          : [`${at}/value has not 1 to ${choiceCharacters} characters`]),
        ...localisationFaults(choice.name_localizations, `${at}/name_localizations`, choiceCharacters),
      ];
    }),
  ];
}
