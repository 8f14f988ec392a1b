import { expect, test, vi } from "vitest";
import { start } from "#chat/discord/index.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import { Person } from "#test/support/loopback-discord/person.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { Call, Fault } from "#test/support/loopback-discord/server.ts";
import { ANN, GUILD, textOf } from "#test/support/loopback-discord/state.ts";
import type { Interaction } from "#test/support/loopback-discord/state.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";
import { loadCommands } from "#dispatch/load.ts";

const commands = await loadCommands();
const stopped = { tone: "ok", title: "shop is stopped", audience: "channel" } as const;
const card = {
  tone: "ok",
  title: "Databases",
  audience: "caller",
  actions: [{ label: "Stop", command: "/db stop shop" }],
} as const;
const script = (line: string) => [line === "db list" ? card : stopped];

const faults: [string, Fault][] = [
  ["too late", { kind: "status", status: 404, body: { code: 10_062, message: "Unknown interaction" } }],
  ["answered by somebody else", { kind: "status", status: 400, body: { code: 40_060, message: "Acknowledged" } }],
  [
    "refused for now, and welcome in a moment",
    {
      kind: "status",
      status: 429,
      headers: { "retry-after": "0.1" },
      body: { retry_after: 0.1, message: "", global: false },
    },
  ],
  [
    "refused until it is too late",
    {
      kind: "status",
      status: 429,
      headers: { "retry-after": "5" },
      body: { retry_after: 5, message: "", global: false },
    },
  ],
  ["broken at Discord", { kind: "status", status: 503, body: {} }],
  ["never answered", { kind: "hang" }],
  ["taken, but its answer is lost", { kind: "cut-after" }],
];

test.each(faults)(
  "7. a press whose acknowledgement is %s does nothing: one call, one line in the log, and the button still works",
  async (_, fault) => {
    await using it = await connected(script);
    const ann = it.person();
    ann.command("db list");
    const message = await it.shown("Databases");
    await expectNothing(it, fault, () => ann.press(message, "Stop"));
    ann.press(message, "Stop");
    await it.shown("shop is stopped");
    expect(it.bot.lines).toEqual(["db list", "/db stop shop"]);
  },
);

test.each(faults)(
  "7. a form whose acknowledgement is %s does nothing: one call, one line in the log",
  async (_, fault) => {
    await using it = await connected(script, { commands });
    const ann = it.person();
    const asked = ann.command("docker exec", { name: "shop" });
    await vi.waitFor(() => expect(asked.callback?.["type"]).toBe(9));
    const form = asked.callback?.["data"] as Readonly<Record<string, unknown>>;
    await expectNothing(it, fault, () => ann.submit(form, { Command: "ls" }));
  },
);

test.each(faults)(
  "7. a command whose acknowledgement is %s is not tried again while others are answered",
  async (_, fault) => {
    await using it = await connected(script);
    const failed = await expectNothing(it, fault, () => it.person().command("db stop", { name: "shop" }));
    for (const one of [1, 2, 3]) {
      const answered = it.person().command("db stop", { name: `cart-${one}` });
      await vi.waitFor(() => expect(answered.original?.thinking).toBe(false));
    }
    expect(callbacksOf(it.discord.calls, failed)).toHaveLength(1);
    expect(it.bot.requests.map(({ deliveryId }) => deliveryId)).not.toContain(failed.id);
  },
);

async function expectNothing(
  it: Awaited<ReturnType<typeof connected>>,
  fault: Fault,
  act: () => Interaction,
): Promise<Interaction> {
  const { length } = it.bot.requests;
  const failures = () => it.logged.filter(({ message }) => message.includes("nothing was done"));
  const acted = act();
  it.discord.fault = ({ path }) => (path.includes(`/${acted.token}/`) ? fault : undefined);
  await vi.waitFor(() => expect(failures()).toHaveLength(1), { timeout: 5_000 });
  expect(it.logged.filter(({ level }) => level !== "info")).toEqual(failures());
  expect(callbacksOf(it.discord.calls, acted)).toHaveLength(1);
  expect(it.discord.calls.filter(({ path }) => path.startsWith("/webhooks") && path.includes(acted.token))).toEqual([]);
  expect(it.bot.requests).toHaveLength(length);
  return acted;
}

function callbacksOf(calls: readonly Call[], { id }: Interaction): readonly Call[] {
  return calls.filter(({ path }) => path.startsWith(`/interactions/${id}/`));
}

const operators = () => dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] });
const done = (texts: readonly string[]) => texts.filter((text) => text.includes("ran db stop"));

test("8. an interaction that comes again with a resumed session is done once", async () => {
  await using it = await connected(operators());
  const ann = it.person();
  const { id, token } = ann.command("db stop", { name: "shop" });
  await it.shown("ran db stop");
  it.discord.gateway.close(4000);
  await vi.waitFor(() => expect(it.chat.health().state).toBe("down"), { timeout: 5_000, interval: 5 });
  // Nobody is connected: what is said now comes with the resume.
  ann.command("db stop", { name: "shop" }, { id, token });
  await vi.waitFor(() => expect(it.logged.at(-1)?.message).toContain("answered already"), { timeout: 5_000 });
  expect(it.discord.gateway.resumed).not.toEqual([]);
  expect(it.bot.requests).toHaveLength(1);
  expect(done(it.discord.workspace.visible().map(textOf))).toHaveLength(1);
});

test("8. an interaction that comes three times at once is done once", async () => {
  await using it = await connected(operators());
  const ann = it.person();
  const { id, token } = ann.command("db stop", { name: "shop" });
  ann.command("db stop", { name: "shop" }, { id, token });
  ann.command("db stop", { name: "shop" }, { id, token });
  await it.shown("ran db stop");
  await vi.waitFor(() =>
    expect(it.logged.filter(({ message }) => message.includes("answered already"))).toHaveLength(2),
  );
  expect(it.bot.requests).toHaveLength(1);
  expect(done(it.discord.workspace.visible().map(textOf))).toHaveLength(1);
});

test("8. one that a second process of the bot has answered is done by that one alone", async () => {
  await using it = await connected(operators());
  const other = new ScriptedBot((_, request) => operators().handle(request));
  const second = await start({ bot: other, log: () => undefined, settings: settingsFor(it.discord) });
  it.person().command("db stop", { name: "shop" });
  await it.shown("ran db stop");
  await vi.waitFor(() => expect(it.discord.callsTo("POST /interactions")).toHaveLength(2));
  await second.stop();
  expect(it.bot.requests.length + other.requests.length).toBe(1);
});

test("9. an interaction that comes right after READY is acknowledged within 3 s, although the servers come 10 s later", async () => {
  const discord = await startDiscord();
  const ready = Promise.withResolvers<Interaction>();
  const ann = new Person(discord);
  const bot = new ScriptedBot(() => [stopped]);
  const starting = start({ bot, log: () => undefined, settings: settingsFor(discord) });
  // In the same breath as the greeting, before the client has made anything of it.
  const greeted = vi.waitFor(() => expect(discord.gateway.identified).toHaveLength(1), {
    timeout: 10_000,
    interval: 1,
  });
  void greeted.then(() => ready.resolve(ann.command("db stop", { name: "shop" })));
  const asked = await ready.promise;
  const guilds = Promise.withResolvers<void>();
  const late = setTimeout(() => {
    discord.gateway.dispatch("GUILD_CREATE", server);
    guilds.resolve();
  }, 10_000);
  await vi.waitFor(() => expect(asked.ackedAt).toBeDefined(), { timeout: 5_000, interval: 5 });
  expect((asked.ackedAt ?? Infinity) - asked.sentAt).toBeLessThan(3_000);
  await vi.waitFor(() => expect(asked.original?.thinking).toBe(false), { timeout: 5_000 });
  const chat = await starting;
  await guilds.promise;
  clearTimeout(late);
  // Once they are there it goes on as before.
  const next = ann.command("db stop", { name: "cart" });
  await vi.waitFor(() => expect(next.original?.thinking).toBe(false), { timeout: 5_000 });
  await chat.stop();
  await discord.close();
});

const server = {
  ...{
    id: GUILD,
    name: "a server",
    unavailable: false,
    member_count: 1,
    joined_at: "2026-01-01T00:00:00Z",
    large: false,
  },
  ...{ owner_id: ANN, preferred_locale: "en-US", features: [], premium_tier: 0, system_channel_flags: 0 },
  ...{ roles: [{ id: GUILD, name: "@everyone", permissions: "0", position: 0, color: 0, flags: 0 }], channels: [] },
  ...{ members: [], emojis: [], stickers: [], threads: [], presences: [], voice_states: [], stage_instances: [] },
  ...{ guild_scheduled_events: [], soundboard_sounds: [] },
};
