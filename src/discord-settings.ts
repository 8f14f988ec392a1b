import type { DiscordSettings } from "#chat/discord/settings.ts";

/** The variables that are Discord's, as they were read. */
export interface DiscordVariables {
  readonly DISCORD_TOKEN?: string | undefined;
  readonly DISCORD_GUILD_IDS: readonly string[];
  readonly DISCORD_API_URL?: string | undefined;
}

/** Undefined without a token: Discord is not wanted. */
export function discordSettings(given: DiscordVariables): DiscordSettings | undefined {
  const { DISCORD_TOKEN: token, DISCORD_GUILD_IDS: guildIds, DISCORD_API_URL: apiUrl } = given;
  return token === undefined ? undefined : { token, guildIds, ...(apiUrl !== undefined && { apiUrl }) };
}
