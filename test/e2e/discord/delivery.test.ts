import { expect, test, vi } from "vitest";
import { Secret } from "#core/secret.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import { ANN, BOB, GUILD, textOf } from "#test/support/loopback-discord/state.ts";

const done = () => [{ tone: "ok" as const, title: "shop is stopped", audience: "channel" as const }];
const CANARY = "postgresql://app:password-canary@127.0.0.1/app";

test.each([
  ["too late", { kind: "status", status: 404, body: { code: 10_062, message: "Unknown interaction" } }],
  ["answered by somebody else", { kind: "status", status: 400, body: { code: 40_060, message: "Acknowledged" } }],
  ["refused for now", { kind: "status", status: 429, headers: { "retry-after": "5" }, body: { retry_after: 5 } }],
  ["a server that is broken", { kind: "status", status: 500, body: {} }],
  ["never answered", { kind: "hang" }],
] as const)("7. an acknowledgement that is %s: nothing is done, sent once, one line in the log", async (_, fault) => {
  await using it = await connected(done);
  it.discord.fault = ({ path }) => (path.endsWith("/callback") ? fault : undefined);
  it.person().command("db stop", { name: "shop" });
  await vi.waitFor(() => expect(it.logged.at(-1)?.message).toContain("nothing was done"), { timeout: 5_000 });
  expect(it.bot.requests).toEqual([]);
  expect(it.discord.callsTo("POST /interactions")).toHaveLength(1);
  expect(it.logged.filter(({ level }) => level !== "info")).toHaveLength(1);
});

test("10. what carries a secret is promised to the caller alone, and stands nowhere else", async () => {
  await using it = await connected(() => [
    { tone: "working", title: "Starting shop", audience: "caller" },
    {
      tone: "ok",
      title: "shop is ready",
      audience: "caller",
      blocks: [{ kind: "secret", label: "Connection string", value: new Secret(CANARY) }],
    },
  ]);
  it.person().command("db up", { kind: "postgres" });
  expect((await it.shown("password-canary")).user).toBe(ANN);
  expect(it.discord.workspace.interactions[0]?.callback).toEqual({ type: 5, data: { flags: 64 } });
});

test("10. a secret in the answer to a command of the channel still reaches its caller alone", async () => {
  await using it = await connected(() => [
    {
      tone: "ok",
      title: "shop again",
      blocks: [{ kind: "secret", label: "Connection string", value: new Secret(CANARY) }],
    },
  ]);
  it.person().command("db stop", { name: "shop" });
  expect((await it.shown("password-canary")).user).toBe(ANN);
  for (const message of it.discord.workspace.messages) {
    if (message.user === undefined) expect(message.states.map(({ text }) => text).join()).not.toContain("canary");
  }
});

test("11. no log line holds a message, a token, or an interaction's token, whatever fails", async () => {
  await using it = await connected(() => {
    throw new Error(CANARY);
  });
  it.discord.fault = ({ path }) =>
    path.endsWith("/callback") ? undefined : { kind: "status", status: 400, body: { code: 50_035 } };
  it.person().command("db stop", { name: "shop" });
  await vi.waitFor(() => expect(JSON.stringify(it.logged)).toContain("reached nobody"), { timeout: 5_000 });
  expect(JSON.stringify(it.logged)).not.toContain("canary");
});

test("12. the caller is who the raw ids say, with roles that no cache knows", async () => {
  await using it = await connected(dispatchingBot({ operator: [`discord:${GUILD}/&4000000000000000001`] }));
  it.person({ roles: ["4000000000000000001"] }).command("db stop", { name: "shop" });
  await it.shown("ran db stop");
  it.person({ user: BOB }).command("db stop", { name: "shop" });
  const refusal = await it.shown(`discord:${GUILD}/${BOB}`);
  expect(refusal.user).toBe(BOB);
});

test.each([
  ["a direct message", { guild: undefined }, {}, "not in direct messages"],
  ["another server", { guild: "1000000000000000009" }, {}, "belongs to another server"],
  [
    "a bot that somebody carries along",
    {},
    { authorizing_integration_owners: { 1: ANN } },
    "belongs to another server",
  ],
] as const)("12. %s: refused, to the caller alone, and nothing is done", async (_, options, more, words) => {
  await using it = await connected(done);
  it.person(options).command("db stop", { name: "shop" }, more);
  expect((await it.shown(words)).user).toBe(ANN);
  expect(it.bot.requests).toEqual([]);
});

test("13. an option of the wrong type is named, and nothing is done", async () => {
  await using it = await connected(done);
  it.person().command("db up", { kind: "postgres", port: "12; rm -rf" });
  expect(textOf(await it.shown("port"))).toContain("whole number");
  expect(it.bot.requests).toEqual([]);
});

test("8. the interaction's id is the delivery's, so the same one twice is done once", async () => {
  await using it = await connected(dispatchingBot({ admin: [`discord:${GUILD}/${ANN}`] }));
  const person = it.person();
  const { id, token } = person.command("db stop", { name: "shop" });
  await it.shown("ran db stop");
  person.command("db stop", { name: "shop" }, { id, token });
  await vi.waitFor(() => expect(it.logged.at(-1)?.message).toContain("answered already"));
  expect(it.bot.requests.map(({ deliveryId }) => deliveryId)).toEqual([id]);
});

test("15. progress is edited at most once a second, and the last state always stands", async () => {
  await using it = await connected(async function* () {
    for (let step = 1; step <= 60; step++) {
      yield { tone: "working", title: `step ${step}`, audience: "channel" };
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    yield { tone: "ok", title: "all done", audience: "channel" };
  });
  it.person().command("db stop", { name: "shop" });
  const { states } = await it.shown("all done");
  const gaps = states.slice(1).map(({ at }, index) => at - (states[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(900);
  expect(states.length).toBeGreaterThan(2);
});

test("15. an edit that is asked to wait waits that long and then shows the last state", async () => {
  await using it = await connected(done);
  let limits = 1;
  it.discord.fault = ({ method }) =>
    method === "PATCH" && limits-- > 0
      ? { kind: "status", status: 429, headers: { "retry-after": "1" }, body: { retry_after: 1 } }
      : undefined;
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  const [first, second] = it.discord.callsTo("PATCH");
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
});

test("15. states that pass while an edit has to wait are never sent, and those that are sent are in order", async () => {
  const limited = Promise.withResolvers<void>();
  await using it = await connected(async function* () {
    yield { tone: "working", title: "step 1", audience: "channel" };
    await limited.promise;
    for (let step = 2; step <= 20; step++) yield { tone: "working", title: `step ${step}`, audience: "channel" };
    yield { tone: "ok", title: "all done", audience: "channel" };
  });
  let limits = 1;
  it.discord.fault = ({ method }) => {
    if (method !== "PATCH" || limits-- <= 0) return undefined;
    limited.resolve();
    return { kind: "status", status: 429, headers: { "retry-after": "2" }, body: { retry_after: 2 } };
  };
  it.person().command("db stop", { name: "shop" });
  await it.shown("all done");
  const edits = it.discord.callsTo("PATCH");
  const steps = edits.map(({ body }) => /step \d+|all done/.exec(JSON.stringify(body))?.[0]);
  expect(steps).toEqual(["step 1", "all done"]);
  expect((edits[1]?.at ?? 0) - (edits[0]?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
});

test("16. a token that has run out: the channel gets what is not secret, and its caller the rest by a button", async () => {
  await using it = await connected(() => [
    {
      tone: "ok",
      title: "shop is ready",
      audience: "caller",
      blocks: [{ kind: "secret", label: "Connection string", value: new Secret(CANARY) }],
    },
  ]);
  it.discord.fault = ({ method }) =>
    method === "PATCH"
      ? { kind: "status", status: 401, body: { code: 50_027, message: "Invalid Webhook Token" } }
      : undefined;
  it.person().command("db up", { kind: "postgres" });
  const late = await it.shown("Show me the answer");
  expect(textOf(late)).not.toContain("canary");
  expect(late.allowedMentions).toEqual({ parse: [], users: [ANN] });
  it.person({ user: BOB }).press(late, "Show me the answer");
  expect((await it.shown("for whoever asked")).user).toBe(BOB);
  it.person().press(late, "Show me the answer");
  expect((await it.shown("password-canary")).user).toBe(ANN);
});

test("25. what is no interaction, of no known kind, or throws, ends nothing", async () => {
  await using it = await connected(done, { allowsViolations: true });
  for (const data of [null, 7, "x", {}, { id: "1" }]) it.discord.gateway.dispatch("INTERACTION_CREATE", data);
  it.discord.gateway.dispatch("GUILD_CREATE", { id: 5 });
  it.person().interact({ type: 99, data: {} });
  await it.shown("reference");
  it.person().interact({ type: 3, data: { component_type: 99, custom_id: "x" } });
  await it.shown("not one of ours");
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
});

test("25. Discord's own faults, many at once, end nothing: what comes after them is answered", async () => {
  await using it = await connected((line) => [{ tone: "ok", title: `did ${line}`, audience: "channel" }]);
  it.discord.fault = ({ path }) =>
    path.startsWith("/webhooks") ? { kind: "status", status: 503, body: {} } : undefined;
  for (let times = 0; times < 30; times++) it.person().command("db stop", { name: "shop" });
  await vi.waitFor(() => expect(it.discord.callsTo("PATCH").length).toBeGreaterThanOrEqual(60), { timeout: 20_000 });
  it.discord.fault = () => undefined;
  it.person().command("db logs", { name: "shop" });
  await it.shown("did db logs");
  expect(it.chat.health().state).toBe("connected");
});

test("25. a handler that throws, at once or later, tells its caller an id that the log has", async () => {
  await using it = await connected(async function* (line) {
    if (line === "db logs") throw new Error("at once");
    yield { tone: "working", title: "begun", audience: "caller" };
    await Promise.resolve();
    throw new TypeError("later");
  });
  const references = () =>
    it.discord.workspace
      .visible()
      .flatMap((message) => /reference ([0-9a-f]{8})/.exec(textOf(message))?.slice(1) ?? []);
  it.person().command("db logs", { name: "shop" });
  it.person().command("db stop", { name: "shop" });
  await vi.waitFor(() => expect(references()).toHaveLength(2));
  expect(it.logged.flatMap(({ reference }) => reference ?? []).toSorted()).toEqual(references().toSorted());
  it.bot.script = done;
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
});

test.each([
  ["entitlements and owners", { entitlements: undefined, authorizing_integration_owners: undefined }],
  ["a channel", { channel: undefined, channel_id: undefined }],
  ["a locale", { locale: undefined, guild_locale: undefined }],
  ["a context and permissions", { context: undefined, app_permissions: undefined, version: undefined }],
] as const)("25. an interaction without %s is answered all the same", async (_, more) => {
  await using it = await connected(done);
  it.person().command("db stop", { name: "shop" }, more);
  await it.shown("shop is stopped");
});

test.each([
  ["a token", { token: undefined }],
  ["an id", { id: undefined }],
  ["a type", { type: undefined }],
  ["data", { data: undefined }],
  ["a member", { member: undefined }],
  ["a member's roles", { member: { user: { id: ANN } } }],
] as const)("25. an interaction without %s does nothing, and what comes after it is answered", async (_, more) => {
  await using it = await connected(done);
  it.person().command("db stop", { name: "missing" }, more);
  it.person().command("db stop", { name: "shop" });
  await it.shown("shop is stopped");
  expect(it.bot.requests).toHaveLength(1);
});
