import type { Finding } from "#core/doctor.ts";
import { checkSettings, startProblem } from "./boot.ts";
import { botClient } from "./clients.ts";
import { createEgress } from "./egress.ts";
import { boltLogger } from "./logger.ts";
import { userGroupScope, scopes } from "./scopes.ts";
import { loadSdk } from "./sdk.ts";
import { SLACK_API_URL } from "./settings.ts";
import type { SlackSettings } from "./settings.ts";

const CALL_MS = 8_000;

/** Asks Slack whether it knows the bot token and what the app may do. Throws a Problem that says what to mend. */
export async function examineSlack(settings: SlackSettings, signal: AbortSignal): Promise<Finding[]> {
  const about = "Slack";
  checkSettings(settings);
  const sdk = await loadSdk();
  const apiUrl = settings.apiUrl ?? SLACK_API_URL;
  const egress = createEgress({ apiUrl, timeoutMs: CALL_MS, signal });
  // What fails is a finding; nothing else is to be told.
  const logger = boltLogger(() => undefined, sdk.bolt.LogLevel.ERROR);
  const client = new sdk.bolt.webApi.WebClient(settings.botToken, botClient(apiUrl, egress, logger));
  const answer = await client.auth.test().catch((error: unknown) => {
    throw startProblem(error, "SLACK_BOT_TOKEN");
  });
  const known: Finding = { tone: "ok", about, says: `It knows the bot as ${answer.user} in ${answer.team}.` };
  const granted = answer.response_metadata?.scopes;
  if (!granted) return [known, { tone: "warning", about, says: "It did not say which scopes the app has." }];
  const wanted = settings.userGroups?.length ? [...scopes, { ...userGroupScope, needed: false }] : scopes;
  const missing = wanted.filter(({ name }) => !granted.includes(name));
  if (missing.length === 0) return [known, { tone: "ok", about, says: "The app has every scope it needs." }];
  return [
    known,
    {
      tone: missing.some(({ needed }) => needed) ? "error" : "warning",
      about,
      says: `The app lacks ${missing.map(({ name, why }) => `${name} (${why})`).join(", ")}.`,
      todo: "Paste the output of `npm run manifest` (with --groups when user groups have roles) into the app's manifest and install the app again.",
    },
  ];
}
