import type { webApi } from "@slack/bolt";
import { Problem } from "#core/problem.ts";
import { neverSent } from "./api-errors.ts";
import { appOf } from "./identity.ts";
import type { Identity } from "./identity.ts";
import { describe, withoutTickets } from "./logger.ts";
import { scopes } from "./scopes.ts";
import type { Log, SlackSettings } from "./settings.ts";

/** Mistakes that need no call: tokens in each other's place are the commonest. */
export function checkSettings({ botToken, mode }: SlackSettings): void {
  if (!botToken.startsWith("xoxb-")) {
    throw wrong("SLACK_BOT_TOKEN is no bot token: those begin with xoxb-.", "It is under “OAuth & Permissions”.");
  }
  if (mode.kind === "socket" && !mode.appToken.startsWith("xapp-")) {
    throw wrong("SLACK_APP_TOKEN is no app-level token: those begin with xapp-.", "It is under “Basic Information”.");
  }
  if (mode.kind === "http" && mode.signingSecret === "") {
    throw wrong("SLACK_SIGNING_SECRET is empty.", "It is under “Basic Information”.");
  }
}

/** Asks Slack who we are, and whether the app may do what it is for. */
export async function identify(client: webApi.WebClient, settings: SlackSettings, log: Log): Promise<Identity> {
  const { mode } = settings;
  const answer = await client.auth.test().catch((error: unknown) => {
    throw startProblem(error, "SLACK_BOT_TOKEN");
  });
  const granted = answer.response_metadata?.scopes;
  const missing = scopes.filter(({ name, needed }) => needed && granted && !granted.includes(name));
  if (missing.length > 0) {
    throw wrong(
      `The Slack app lacks ${missing.map(({ name, why }) => `${name} (${why})`).join(", ")}.`,
      "Paste the output of `npm run manifest` into the app's manifest and install the app again.",
    );
  }
  if (!granted)
    log({ level: "warning", message: "Slack: it did not say which scopes the app has; they are not checked" });
  return {
    team: answer.team_id ?? "",
    botUser: answer.user_id ?? "",
    botName: answer.user ?? "longshore",
    app: mode.kind === "socket" ? appOf(mode.appToken) : undefined,
  };
}

/** Why a start failed, for the person who can mend it. No token and no ticket is in it. */
export function startProblem(error: unknown, token: "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN"): Problem {
  if (error instanceof Problem) return error;
  const reason = (error as { data?: { error?: string } } | undefined)?.data?.error;
  const advice = ADVICE[reason ?? ""];
  if (reason !== undefined && advice !== undefined) {
    return wrong(`Slack does not accept ${token} (${reason}).`, advice);
  }
  const where = token === "SLACK_APP_TOKEN" ? "its address for Socket Mode" : "its API";
  const code = neverSent(error);
  const what =
    code === undefined
      ? `Slack's answer at ${where} is no good: ${reason ?? withoutTickets(describe(error))}.`
      : `Slack cannot be reached at ${where} (${code}).`;
  return wrong(what, "Check that this machine reaches slack.com, and SLACK_API_URL if it is set.", error);
}

const COPY_AGAIN = "Copy it again from api.slack.com/apps, without blanks, and check that it is of this app.";
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: COPY_AGAIN,
  not_authed: COPY_AGAIN,
  token_expired: "Install the app again and copy the new token.",
  token_revoked: "Install the app again and copy the new token.",
  account_inactive: "The app was removed from the workspace: install it again.",
  not_allowed_token_type: "The two tokens may stand in each other's place.",
  missing_scope: "The app-level token needs the scope connections:write: make a new one with it.",
};

function wrong(message: string, hint: string, cause?: unknown): Problem {
  return new Problem("configuration", message, { hint, cause });
}
