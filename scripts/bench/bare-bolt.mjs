// A Slack app that does nothing but acknowledge: what Bolt itself costs.
import bolt from "@slack/bolt";

const app = new bolt.App({
  token: process.env["SLACK_BOT_TOKEN"] ?? "",
  appToken: process.env["SLACK_APP_TOKEN"] ?? "",
  socketMode: true,
  clientOptions: { slackApiUrl: process.env["SLACK_API_URL"] ?? "" },
  logLevel: bolt.LogLevel.ERROR,
});
app.command("/longshore", async ({ ack }) => ack());
await app.start();
console.error("connected to slack");
