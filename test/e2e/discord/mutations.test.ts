import { expect, test } from "vitest";
import { registerOnce } from "#chat/discord/boot.ts";
import { definitions } from "#chat/discord/definitions.ts";
import { start } from "#chat/discord/index.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import { APPLICATION, GUILD } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

interface Node extends Record<string, unknown> {
  name: string;
  options?: Node[];
  choices?: Node[];
}

const EVERYWHERE = "";
const find = (nodes: Node[] | undefined, name: string): Node => {
  const found = nodes?.find((node) => node.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
};
const up = (commands: Node[]) => find(find(commands, "db").options, "up");
const option = (commands: Node[], name: string) => find(up(commands).options, name);
const format = (commands: Node[]) => option(commands, "format");

// What somebody may have changed at Discord, or we since then: each shows in one place only.
const mutations: [string, (commands: Node[]) => unknown][] = [
  ["the order of options", (all) => up(all).options?.push(...(up(all).options?.splice(1, 1) ?? []))],
  ["the order of choices", (all) => (format(all).choices = format(all).choices?.toReversed() ?? [])],
  ["the order of subcommands", (all) => (find(all, "db").options = find(all, "db").options?.toReversed() ?? [])],
  ["a choice's name", (all) => (find(format(all).choices, "uri").name = "link")],
  ["a choice's value", (all) => (find(format(all).choices, "uri")["value"] = "link")],
  ["a choice's name in Korean", (all) => (find(format(all).choices, "uri")["name_localizations"] = { ko: "주소" })],
  ["an option's description in Korean", (all) => (format(all)["description_localizations"] = { ko: "어떻게" })],
  ["a command's name in Korean", (all) => (find(all, "db")["name_localizations"] = { ko: "데이터" })],
  ["a description", (all) => (up(all)["description"] = "Start")],
  ["who may see it", (all) => (find(all, "db")["default_member_permissions"] = "32")],
  ["that only adults may see it", (all) => (find(all, "db")["nsfw"] = true)],
  ["that an option is required", (all) => (option(all, "kind")["required"] = false)],
  ["that an option completes", (all) => (option(all, "kind")["autocomplete"] = false)],
  ["the least number", (all) => (option(all, "port")["min_value"] = 1)],
  ["the type of an option", (all) => (option(all, "debug")["type"] = 3)],
  ["an option too many", (all) => up(all).options?.push({ type: 3, name: "more", description: "more" })],
  ["an option too few", (all) => up(all).options?.pop()],
  ["a command too many", (all) => all.push({ ...structuredClone(find(all, "db")), id: "7", name: "old" })],
  ["a command too few", (all) => all.splice(0, 1)],
];

test.each(mutations)("3. after a change of %s a start writes once, and the next one only looks", async (_, mutate) => {
  await using it = await connected(() => []);
  await expectOneWrite(it, [GUILD], mutate);
});

test.each<[string, (commands: Node[]) => unknown]>([
  ["where it may be used", (all) => (find(all, "db")["contexts"] = [0, 1])],
  ["who may install it", (all) => (find(all, "db")["integration_types"] = [0, 1])],
])("3. after a change of %s, which only commands of all servers have, a start writes once", async (_, mutate) => {
  await using it = await connected(() => [], { settings: { guildIds: [] } });
  await expectOneWrite(it, [], mutate);
});

async function expectOneWrite(it: Connected, guildIds: readonly string[], mutate: (all: Node[]) => unknown) {
  const { commands } = it.discord.workspace;
  const scope = guildIds[0] ?? EVERYWHERE;
  const wanted = commands.get(scope);
  const changed = structuredClone(wanted) as Node[];
  mutate(changed);
  expect(changed).not.toEqual(wanted);
  commands.set(scope, changed);
  expect(await startAgain(it, guildIds)).toEqual(["GET", "PUT"]);
  expect(commands.get(scope)?.map(withoutIds)).toEqual(wanted?.map(withoutIds));
  expect(await startAgain(it, guildIds)).toEqual(["GET"]);
}

const withoutIds = ({ id: _id, version: _version, ...rest }: Readonly<Record<string, unknown>>) => rest;

/** What is sent to the scope's commands at one more start. */
async function startAgain({ discord, bot }: Connected, guildIds: readonly string[]): Promise<readonly string[]> {
  discord.calls.length = 0;
  const settings = { ...settingsFor(discord), guildIds };
  const chat = await start({ bot, log: () => undefined, settings });
  const ends = guildIds.length === 0 ? `${APPLICATION}/commands` : `guilds/${guildIds[0]}/commands`;
  const made = discord.calls.filter(({ path }) => path.endsWith(ends)).map(({ method }) => method);
  await chat.stop();
  return made;
}

test("3. what Discord is asked for has the localisations in it", async () => {
  await using it = await connected(() => []);
  const asked = it.discord.calls.filter(({ method, path }) => method === "GET" && path.endsWith("/commands"));
  expect(asked.map(({ query }) => query)).toEqual(Array(asked.length).fill("with_localizations=true"));
});

const OTHERS = [
  { type: 2, name: "Ban them" },
  { type: 3, name: "Report this" },
].map((entry, index) => ({
  ...{ id: `${index + 7}`, application_id: APPLICATION, version: "1", description: "" },
  ...{ default_member_permissions: "8", ...entry },
}));

async function besideOthers() {
  const discord = await startDiscord();
  discord.workspace.commands.set(GUILD, OTHERS);
  return discord;
}

test("3. entries of the context menus that other tools have there are named in the log before anything is written, and stay themselves", async () => {
  const discord = await besideOthers();
  const logged: string[] = [];
  const said = () => logged.filter((message) => message.includes("Ban them, Report this"));
  let saidBefore = 0;
  discord.fault = ({ method }) => {
    if (method === "PUT") saidBefore = said().length;
    return undefined;
  };
  const log = ({ message }: { message: string }) => logged.push(message);
  const chat = await start({ bot: new ScriptedBot(() => []), log, settings: settingsFor(discord) });
  await chat.stop();
  expect(saidBefore).toBe(1);
  expect(said()).toHaveLength(1);
  const left = discord.workspace.commands.get(GUILD)?.filter(({ type }) => type !== 1) ?? [];
  expect(left.map(({ id, name, default_member_permissions: who }) => [id, name, who])).toEqual(
    OTHERS.map(({ id, name, default_member_permissions: who }) => [id, name, who]),
  );
  await discord.close();
});

test("3. 5. registering by hand names them, too", async () => {
  const discord = await besideOthers();
  const wanted = definitions(new ScriptedBot(() => []).commands);
  const [planned] = await registerOnce(settingsFor(discord), wanted, { dryRun: true });
  expect(planned?.kept).toEqual(["Ban them", "Report this"]);
  await discord.close();
});
