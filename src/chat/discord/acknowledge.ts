import { DiscordAPIError, InteractionResponseType, MessageFlags, Routes } from "discord.js";
import type { APIInteractionResponse, RawFile, REST } from "discord.js";
import { failureOf } from "./api-errors.ts";
import type { Log } from "./settings.ts";

/** Discord waits three seconds from when somebody pressed a key; what has not arrived by then does nothing. */
const ACK_MS = 2_500;

interface Acknowledged {
  readonly id: string;
  readonly token: string;
}

/**
 * The first answer to an interaction, sent once: a second one may follow an answer that was only lost on its way. False
 * when Discord did not take it, and then nothing may be done: somebody else has answered, or nobody waits any more.
 */
export async function acknowledge(
  rest: REST,
  { id, token }: Acknowledged,
  response: APIInteractionResponse,
  log: Log,
  files: RawFile[] = [],
): Promise<boolean> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), ACK_MS);
  try {
    await rest.post(Routes.interactionCallback(id, token), {
      auth: false,
      body: response,
      files,
      signal: late.signal,
    });
    return true;
  } catch (error) {
    const { reason } = failureOf(error);
    const known = error instanceof DiscordAPIError ? (REASONS[Number(error.code)] ?? reason) : reason;
    log({
      level: "warning",
      message: `Discord: an interaction could not be acknowledged (${known}); nothing was done`,
    });
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Says that an answer comes, to the caller alone or to the channel: it can not be changed afterwards. */
export function deferred(isPrivate: boolean): APIInteractionResponse {
  return {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    ...(isPrivate && { data: { flags: MessageFlags.Ephemeral } }),
  };
}

/** Nothing to see yet; what comes changes the message with the button, or stands below it. */
export const DEFERRED_UPDATE: APIInteractionResponse = { type: InteractionResponseType.DeferredMessageUpdate };

const REASONS: Readonly<Record<number, string>> = {
  10_062: "it came too late",
  40_060: "it was answered already",
};
