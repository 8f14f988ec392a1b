import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Reply } from "#core/reply.ts";
import { manifestOf } from "#chat/slack/manifest.ts";
import { events, shortcuts } from "#chat/slack/shortcuts.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const { commands } = new ScriptedBot(() => []);
const card: Reply = {
  tone: "ok",
  title: "your databases",
  audience: "caller",
  blocks: [{ kind: "table", columns: ["name"], rows: Array.from({ length: 200 }, (_, index) => [`shop-${index}`]) }],
  actions: [{ label: "Stop", command: "/db stop shop" }],
};

const text = (most: number) => z.string().min(1).max(most);
/** The limits of Slack's manifest schema, version 2. */
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2) }),
  display_information: z.strictObject({ name: text(35), description: text(140) }),
  features: z.strictObject({
    app_home: z.record(z.string(), z.boolean()),
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(["global", "message"]),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(32).startsWith("/"),
          description: text(2_000),
          usage_hint: text(1_000),
          should_escape: z.literal(false),
          url: z.url().startsWith("https://").optional(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: z.url().optional(), bot_events: z.array(z.string()) }),
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: z.url().optional(),
      message_menu_options_url: z.url().optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

describe("25. manifest and surfaces agree", () => {
  test.each([{}, { url: "https://bot.example.com/" }, { prefix: "ls-", mentions: true }])(
    "the manifest is within Slack's limits: %o",
    (options) => {
      const manifest = manifestOf(commands, options);
      expect(() => manifestSchema.parse(JSON.parse(JSON.stringify(manifest)))).not.toThrow();
      expect(manifest.settings.socket_mode_enabled).toBe(!("url" in options));
    },
  );

  test("every command group, shortcut and event that is answered is in it, and nothing else", () => {
    const manifest = manifestOf(commands, { mentions: true });
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(["/db", "/host", "/longshore"]);
    expect(manifest.features.shortcuts.map(({ callback_id }) => callback_id)).toEqual(
      Object.values(shortcuts).map(({ callbackId }) => callbackId),
    );
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(Object.values(events));
    expect(manifestOf(commands).oauth_config.scopes.bot).toEqual(["commands", "chat:write", "files:write"]);
  });

  test("the app has the scopes of the manifest, all of them are used, and no call needs another", async () => {
    await using it = await connected(() => [
      { ...card, blocks: [{ kind: "log", name: "l", text: "x".repeat(5_000), truncated: false }] },
    ]);
    expect(it.slack.workspace.scopes).toEqual(manifestOf(commands).oauth_config.scopes.bot);
    await it.person().slash("/db list");
    await vi.waitFor(() => expect(it.slack.workspace.files[0]?.channel).toBe("D0ANN"));
    const called = it.slack.calls.map(({ method }) => method);
    expect(called).toEqual(expect.arrayContaining(["chat.postMessage", "files.completeUploadExternal"]));
    // What lacks a scope is refused by this Slack as by the real one, here and in every other test.
    it.slack.workspace.scopes = ["commands", "chat:write"];
    await it.person().slash("/db list");
    await vi.waitFor(() => expect(it.slack.workspace.violations).toEqual([expect.stringContaining("files:write")]));
    it.slack.workspace.violations.length = 0;
  });

  test("the home page shows what the person's own commands answer, within the limits, and its buttons work", async () => {
    await using it = await connected((line) =>
      line.startsWith("/db stop") ? [{ tone: "ok", title: "stopped", audience: "channel" }] : [card],
    );
    await it.person().event({ type: "app_home_opened", user: "U0ANN", channel: "D0ANN", tab: "home" });
    await vi.waitFor(() => expect(it.slack.workspace.homes.has("U0ANN")).toBe(true));
    const home = it.slack.workspace.homes.get("U0ANN") ?? {};
    expect(JSON.stringify(home)).toContain("shop-0");
    expect(it.bot.lines).toEqual(["/db list", "/host list", "/longshore whoami"]);

    const elements = (home["blocks"] as { type: string; elements?: unknown[] }[]).flatMap((block) =>
      block.type === "actions" ? (block.elements ?? []) : [],
    );
    const find = (label: string) =>
      elements.find((one) => JSON.stringify(one).includes(`"${label}"`)) as Record<string, unknown>;
    await it.person().act({ ...home, type: "home" }, find("Stop"));
    await it.until("the answer in the conversation with the bot", () => it.slack.workspace.visible("D0ANN")[0]);
    await it.person().act({ ...home, type: "home" }, find("Start a database"));
    await vi.waitFor(() => expect(it.slack.workspace.views.at(-1)).toMatchObject({ title: { text: "/db up" } }));
  });

  test("with a prefix, commands are typed and shown with it", async () => {
    await using it = await connected(dispatchingBot(), { settings: { commandsPrefix: "ls-" } });
    await it.person().slash("/ls-db fly");
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message.text).toContain("/ls-db knows");
    expect(it.bot.lines).toEqual(["/db fly"]);
  });
});
