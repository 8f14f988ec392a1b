/** What the adapter needs to know. The token is never logged. */
export interface DiscordSettings {
  readonly token: string;
  /** Commands are registered in these guilds, and only they are answered. Empty: everywhere the bot is a member. */
  readonly guildIds: readonly string[];
  /** Default: https://discord.com/api. Every call goes there; the gateway is what it names. */
  readonly apiUrl?: string;
  /** How long running commands get at a stop before they are cancelled. Default: 20 s. */
  readonly drainMs?: number;
  /** How long a start may take. Default: 30 s. */
  readonly startMs?: number;
}

export type Log = (entry: {
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly reference?: string;
  readonly stack?: string;
}) => void;

export const DISCORD_API_URL = "https://discord.com/api";
