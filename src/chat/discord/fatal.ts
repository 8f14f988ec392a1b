import { DiscordAPIError, GatewayCloseCodes } from "discord.js";
import { Problem } from "#core/problem.ts";
import { failureOf } from "./api-errors.ts";
import { NotDiscord } from "./egress.ts";

const COPY_AGAIN =
  "Reset it at discord.com/developers/applications, your application, Bot, and copy it into DISCORD_TOKEN.";

const CLOSES: Readonly<Record<number, readonly [message: string, hint: string]>> = {
  [GatewayCloseCodes.AuthenticationFailed]: ["Discord does not accept DISCORD_TOKEN (4004).", COPY_AGAIN],
  [GatewayCloseCodes.InvalidIntents]: ["Discord does not know the intents (4013).", "Update the bot."],
  [GatewayCloseCodes.DisallowedIntents]: [
    "Discord does not allow the intents (4014).",
    "The bot asks for the intent Guilds only, which every application may. Look at the application's Bot page.",
  ],
  [GatewayCloseCodes.InvalidAPIVersion]: [
    "Discord does not speak this version of its API any more (4012).",
    "Update the bot.",
  ],
};

/** Why Discord ended the connection for good. */
export function fatalClose(code: number): Problem {
  const [message, hint] = CLOSES[code] ?? [
    `Discord ended the connection for good (${code}).`,
    "Look the code up in Discord's documentation under Gateway Close Event Codes.",
  ];
  return new Problem("configuration", message, { hint });
}

/** Why a start failed, for the person who can mend it. No token is in it. */
export function startProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NotDiscord) return wrong(`${error.message}.`, "Its address came from DISCORD_API_URL.");
  const message = error instanceof Error ? error.message : "";
  // What discord.js makes of a refusal, see its UNRECOVERABLE_CLOSE_CODES.
  const code = REFUSALS.find(([words]) => message.includes(words))?.[1];
  if (code !== undefined) return fatalClose(code);
  if (/session/i.test(message) && /remaining/i.test(message)) {
    return wrong("Discord allows no more starts of this bot today.", "It was started too often. Try again tomorrow.");
  }
  if (error instanceof DiscordAPIError && error.status === 401)
    return fatalClose(GatewayCloseCodes.AuthenticationFailed);
  const { reason } = failureOf(error);
  return wrong(
    `Discord's answer at its API is no good: ${reason}.`,
    "Check that this machine reaches discord.com, and DISCORD_API_URL if it is set.",
  );
}

/** A start that took too long. */
export function startTooSlow(ms: number): Problem {
  return wrong(
    `Discord did not answer in ${ms / 1_000} s.`,
    "Check that this machine reaches discord.com and gateway.discord.gg, and DISCORD_API_URL if it is set.",
  );
}

const REFUSALS: readonly (readonly [words: string, code: number])[] = [
  ["invalid token", GatewayCloseCodes.AuthenticationFailed],
  ["Authentication failed", GatewayCloseCodes.AuthenticationFailed],
  ["invalid intents", GatewayCloseCodes.InvalidIntents],
  ["disallowed intents", GatewayCloseCodes.DisallowedIntents],
];

function wrong(message: string, hint: string): Problem {
  return new Problem("configuration", message, { hint });
}
