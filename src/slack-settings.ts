import type { SlackSettings } from "#chat/slack/settings.ts";

/** The variables that are Slack's, as they were read. */
export interface SlackVariables {
  readonly SLACK_BOT_TOKEN?: string | undefined;
  readonly SLACK_APP_TOKEN?: string | undefined;
  readonly SLACK_SIGNING_SECRET?: string | undefined;
  readonly SLACK_HTTP_PORT?: number | undefined;
  readonly SLACK_HTTP_HOST?: string | undefined;
  readonly SLACK_API_URL?: string | undefined;
  readonly SLACK_COMMANDS_PREFIX?: string | undefined;
}

/** Undefined without a bot token: Slack is not wanted. A sentence when something that goes with it is missing. */
export function slackSettings(given: SlackVariables): SlackSettings | string | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = given;
  if (botToken === undefined) {
    return appToken === undefined && signingSecret === undefined
      ? undefined
      : "SLACK_BOT_TOKEN is missing: the bot token (xoxb-…) of OAuth & Permissions";
  }
  const mode = modeOf(given);
  if (typeof mode === "string") return mode;
  return {
    botToken,
    mode,
    ...(given.SLACK_API_URL !== undefined && { apiUrl: given.SLACK_API_URL }),
    ...(given.SLACK_COMMANDS_PREFIX !== undefined && { commandsPrefix: given.SLACK_COMMANDS_PREFIX }),
  };
}

function modeOf(given: SlackVariables): SlackSettings["mode"] | string {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_HTTP_PORT: port } = given;
  if (appToken !== undefined) return { kind: "socket", appToken };
  if (signingSecret === undefined) {
    return "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET and SLACK_HTTP_PORT (HTTP)";
  }
  if (port === undefined) return "SLACK_SIGNING_SECRET needs SLACK_HTTP_PORT, the port to listen on";
  return {
    kind: "http",
    signingSecret,
    port,
    ...(given.SLACK_HTTP_HOST !== undefined && { host: given.SLACK_HTTP_HOST }),
  };
}
