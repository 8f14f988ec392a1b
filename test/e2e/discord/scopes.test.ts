import { expect, test, vi } from "vitest";
import { start } from "#chat/discord/index.ts";
import { registerOnce } from "#chat/discord/boot.ts";
import { definitions } from "#chat/discord/definitions.ts";
import type { Commands } from "#core/command.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { LoopbackDiscord } from "#test/support/loopback-discord/server.ts";
import { APPLICATION, GUILD } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const EVERYWHERE = "";
const OTHER = "1000000000000000002";
const names = (discord: LoopbackDiscord, scope: string) =>
  (discord.workspace.commands.get(scope) ?? []).map(({ name }) => name);
/** An entry of the context menu that another tool registered. */
const REPORT = {
  ...{ id: "7", application_id: APPLICATION, version: "1", type: 3, name: "Report", description: "" },
  default_member_permissions: null,
};
/** What is sent to these, by scope. */
const calls = (discord: LoopbackDiscord, method: string) =>
  discord.calls
    .filter((call) => call.method === method && call.path.endsWith("/commands"))
    .map(({ path }) => /guilds\/(\d+)/.exec(path)?.[1] ?? EVERYWHERE);

/** The bot is started with these settings, looks at everything, and is stopped. */
async function startedWith(discord: LoopbackDiscord, guildIds: readonly string[]): Promise<void> {
  discord.calls.length = 0;
  const bot = new ScriptedBot(() => []);
  const chat = await start({ bot, log: () => undefined, settings: { ...settingsFor(discord), guildIds } });
  const scopes = 1 + discord.workspace.guilds.length;
  await vi.waitFor(() => expect(calls(discord, "GET")).toHaveLength(scopes), { timeout: 10_000, interval: 5 });
  await chat.stop();
}

test("from one server to all servers and back: the commands of the scope that was left are gone, each scope is read once", async () => {
  const discord = await startDiscord();
  discord.workspace.guilds.push(OTHER);
  await startedWith(discord, [GUILD]);
  expect(names(discord, GUILD)).toContain("db");
  expect(calls(discord, "PUT")).toEqual([GUILD]);

  await startedWith(discord, []);
  expect(names(discord, EVERYWHERE)).toContain("db");
  expect(names(discord, GUILD)).toEqual([]);
  expect(calls(discord, "GET")).toEqual([EVERYWHERE, GUILD, OTHER]);
  // First they are there, then the others go: nobody is without them.
  expect(calls(discord, "PUT")).toEqual([EVERYWHERE, GUILD]);

  await startedWith(discord, []);
  expect(calls(discord, "PUT")).toEqual([]);

  await startedWith(discord, [OTHER]);
  expect(names(discord, EVERYWHERE)).toEqual([]);
  expect(names(discord, OTHER)).toContain("db");
  expect(calls(discord, "PUT")).toEqual([OTHER, EVERYWHERE]);
  expect(discord.workspace.violations).toEqual([]);
  await discord.close();
});

test("what is no slash command stays in the scope that is left", async () => {
  const discord = await startDiscord();
  await startedWith(discord, []);
  const inPlace = discord.workspace.commands.get(EVERYWHERE) ?? [];
  discord.workspace.commands.set(EVERYWHERE, [...inPlace, REPORT]);
  await startedWith(discord, [GUILD]);
  expect(names(discord, EVERYWHERE)).toEqual(["Report"]);
  await discord.close();
});

test("a server whose commands the bot may not see is passed over", async () => {
  const discord = await startDiscord();
  await startedWith(discord, []);
  discord.workspace.guilds.unshift(OTHER);
  discord.fault = ({ path }) =>
    path.includes(OTHER)
      ? { kind: "status", status: 403, body: { code: 50_001, message: "Missing Access" } }
      : undefined;
  await startedWith(discord, [GUILD]);
  expect(names(discord, EVERYWHERE)).toEqual([]);
  await discord.close();
});

test("where the servers cannot be listed the bot works all the same, and the log says what may be seen twice", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "here", audience: "channel" }], {
    before: (discord) => {
      discord.fault = ({ path }) =>
        path.endsWith("/@me/guilds") ? { kind: "status", status: 500, body: {} } : undefined;
    },
  });
  await vi.waitFor(() => expect(it.logged.at(-1)?.message).toContain("may be listed twice"));
  it.person().command("db stop", { name: "shop" });
  await it.shown("here");
});

test("registering by hand says what would be taken away, and takes it away", async () => {
  const discord = await startDiscord();
  const wanted = definitions(new ScriptedBot(() => []).commands satisfies Commands);
  const register = (guildIds: readonly string[], dryRun: boolean) =>
    registerOnce({ ...settingsFor(discord), guildIds }, wanted, { dryRun });
  await register([], false);
  const planned = await register([GUILD], true);
  expect(planned.find(({ guild }) => guild === undefined)?.differences).toContain("- /db");
  expect(names(discord, EVERYWHERE)).toContain("db");
  await register([GUILD], false);
  expect(names(discord, EVERYWHERE)).toEqual([]);
  expect(names(discord, GUILD)).toContain("db");
  await discord.close();
});
