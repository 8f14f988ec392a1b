/**
 * Prints the Slack app's manifest, made from `commands/`: paste it at api.slack.com/apps, "From a manifest", as JSON.
 *
 *     npm run manifest -- [--url https://bot.example.com] [--prefix ls-] [--mentions] [--groups]
 */
import { parseArgs } from "node:util";
import { manifestOf } from "#chat/slack/manifest.ts";
import { loadCommands } from "#dispatch/load.ts";

const { values } = parseArgs({
  options: {
    /** HTTP instead of Socket Mode: where Slack reaches the bot. */
    url: { type: "string" },
    /** For a workspace that has a /db already; the bot needs the same in SLACK_COMMANDS_PREFIX. */
    prefix: { type: "string", default: "" },
    /** Lines that begin with a mention of the bot: one scope more. */
    mentions: { type: "boolean", default: false },
    /** Roles for user groups: one scope more. */
    groups: { type: "boolean", default: false },
  },
});

console.log(JSON.stringify(manifestOf(await loadCommands(), values), null, 2));
