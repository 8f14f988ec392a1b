import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { manifestOf } from "#chat/slack/manifest.ts";
import type { Bot } from "#core/chat.ts";
import type { Commands } from "#core/command.ts";
import { loadCommands } from "#dispatch/load.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import type { Thing } from "#test/support/loopback-slack/validate.ts";

// Every command there is, over the real Bolt; this Slack checks each message and each form as the real one would.
let commands: Commands;
let bot: Bot;
beforeAll(async () => {
  commands = await loadCommands(fileURLToPath(new URL("../../../commands", import.meta.url)));
  bot = dispatchingBot({ admin: ["slack:T0001/U0ANN"] }, [], undefined, commands);
});

describe("6. help", () => {
  test("of every command and every group is private, fits into a message, and touches no host", async () => {
    await using it = await connected(bot);
    const groups = new Set([...commands.all.keys()].map((path) => path.split(" ")[0]));
    const lines = [
      ...[...commands.all.keys()].map((path) => `/${path} --help`),
      ...[...groups].map((name) => `/${name} help`),
    ];
    for (const line of lines) await it.person().slash(line);
    await vi.waitFor(() => expect(it.slack.workspace.messages).toHaveLength(lines.length), { timeout: 10_000 });
    expect(it.slack.workspace.messages.filter(({ user }) => user !== "U0ANN")).toEqual([]);
    const titles = it.slack.workspace.messages.map(({ text }) => text);
    for (const [path, { summary }] of commands.all) {
      expect(
        titles.filter((text) => text.includes(`/${path}`) || text.includes(summary)),
        path,
      ).not.toEqual([]);
    }
  });
});

describe("19. forms", () => {
  test("of every command are within Slack's limits, and the menu has them all", async () => {
    await using it = await connected(bot);
    await it.person().shortcut("longshore_open");
    await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(1));
    const menu = it.slack.workspace.views[0] ?? {};
    for (const path of commands.all.keys()) {
      await it.person().act(menu, { type: "static_select", action_id: "choose", selected_option: { value: path } });
      expect(JSON.stringify(menu), path).toContain(`"${path}"`);
    }
    const opened = 1 + commands.all.size;
    await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(opened), { timeout: 10_000 });
  });

  test("of a command that destroys asks all the same before anything goes", async () => {
    await using it = await connected(dispatchingBot());
    await it.person().slash("/db down");
    await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(1));
    const name = { type: "external_select", selected_option: { value: "shop" } };
    await it.person().submit(it.slack.workspace.views[0] as Thing, { name });
    const question = await it.until("the question", () => it.slack.workspace.visible()[0]);
    expect(question).toMatchObject({ user: "U0ANN", text: "Remove it?" });
  });
});

test("25. npm run manifest prints the manifest of all commands, as its options say", async () => {
  const run = promisify(execFile);
  const script = fileURLToPath(new URL("../../../scripts/manifest.ts", import.meta.url));
  const printed = async (...words: string[]) => JSON.parse((await run(process.execPath, [script, ...words])).stdout);
  expect(await printed()).toEqual(JSON.parse(JSON.stringify(manifestOf(commands))));
  const options = { url: "https://bot.example.com", prefix: "ls-", mentions: true, groups: true };
  expect(await printed("--url", options.url, "--prefix", "ls-", "--mentions", "--groups")).toEqual(
    JSON.parse(JSON.stringify(manifestOf(commands, options))),
  );
});

test("25. the manifest has a slash command for every group of commands", () => {
  const { features } = manifestOf(commands);
  expect(features.slash_commands.map(({ command }) => command)).toEqual(["/db", "/docker", "/host", "/longshore"]);
  for (const { usage_hint, description } of features.slash_commands) {
    expect(usage_hint.length).toBeLessThanOrEqual(1_000);
    expect(description.length).toBeLessThanOrEqual(2_000);
  }
});
