import type { Finding } from "#core/doctor.ts";
import type { Config } from "../config.ts";

/** A look at each chat that is configured; its SDK is loaded only then. */
export function examineChats(
  { slack, discord }: Pick<Config, "slack" | "discord">,
  signal: AbortSignal,
): (readonly [about: string, look: () => Promise<Finding[]>])[] {
  return [
    ...(slack
      ? [["Slack", async () => (await import("#chat/slack/doctor.ts")).examineSlack(slack, signal)] as const]
      : []),
    ...(discord
      ? [["Discord", async () => (await import("#chat/discord/doctor.ts")).examineDiscord(discord, signal)] as const]
      : []),
  ];
}
