import { expect, test } from "vitest";
import { examineDiscord } from "#chat/discord/doctor.ts";
import { examineSlack } from "#chat/slack/doctor.ts";
import { settingsFor as discordSettings } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import { settingsFor as slackSettings } from "#test/support/loopback-slack/connected.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";

const within = () => AbortSignal.timeout(10_000);

test("Slack: the token is known, and which scopes the app lacks is told with what to do", async () => {
  const slack = await startSlack();
  const settings = slackSettings(slack, "socket");
  expect((await examineSlack(settings, within())).map(({ tone }) => tone)).toEqual(["ok", "ok"]);
  expect((await examineSlack({ ...settings, userGroups: ["S0123"] }, within()))[1]).toMatchObject({
    tone: "warning",
    says: expect.stringContaining("usergroups:read"),
  });

  slack.workspace.scopes = ["commands", "chat:write"];
  expect((await examineSlack(settings, within()))[1]).toMatchObject({
    tone: "error",
    says: expect.stringContaining("files:write"),
    todo: expect.stringContaining("npm run manifest"),
  });
  await expect(examineSlack({ ...settings, botToken: "xoxb-wrong" }, within())).rejects.toMatchObject({
    message: "Slack does not accept SLACK_BOT_TOKEN (invalid_auth).",
    hint: expect.stringContaining("Copy it again"),
  });
  await slack.close();
});

test("Discord: the token is known, or what to do about it is told", async () => {
  const discord = await startDiscord();
  const settings = discordSettings(discord);
  expect(await examineDiscord(settings, within())).toMatchObject([{ tone: "ok", about: "Discord" }]);
  const wrong = await examineDiscord({ ...settings, token: "no.such.token-for-anybody" }, within()).catch(
    (error: unknown) => error,
  );
  expect(wrong).toMatchObject({ code: "configuration", hint: expect.stringContaining("DISCORD_TOKEN") });
  expect(String(wrong)).not.toContain("no.such.token");
  await discord.close();
});
