import type { webApi } from "@slack/bolt";
import type { Egress } from "./egress.ts";

/** Slack answers within a second; a call that takes this long is lost. */
const CALL_MS = 10_000;

/**
 * How the bot's Web API client is made. Never with `headers`: a client writes its token into that object, and clients that
 * share it then speak with one another's token. Never with retries: a post whose answer was lost may stand in the
 * channel already. A 429 is thrown, because waiting would hold up every other call of the client.
 */
export function botClient(apiUrl: string, egress: Egress, logger: webApi.Logger): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    fetch: egress.fetch,
    logger,
    timeout: CALL_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}

/** For `apps.connections.open`. An object of its own each time: the socket client changes the one it is given. */
export function appClient(apiUrl: string, egress: Egress): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    fetch: egress.fetch,
    timeout: CALL_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}
