/** What Discord's clients can be set to: docs.discord.com/developers/reference#locales. */
const LOCALES = new Set(
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  ),
);

export type Localisations = Readonly<Record<string, string>> | null | undefined;

export function localisationFaults(texts: Localisations, at: string, most: number): readonly string[] {
  return Object.entries(texts ?? {}).flatMap(([locale, text]) => [
    ...(LOCALES.has(locale) ? [] : [`${at}/${locale} is no locale`]),
    ...(text.length > 0 && text.length <= most ? [] : [`${at}/${locale} has not 1 to ${most} characters`]),
  ]);
}
