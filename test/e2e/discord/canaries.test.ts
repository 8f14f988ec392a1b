import { inspect } from "node:util";
import { expect, test, vi } from "vitest";
import { start } from "#chat/discord/index.ts";
import { startHealth } from "#chat/health.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { connected, settingsFor } from "#test/support/loopback-discord/connected.ts";
import { startDiscord } from "#test/support/loopback-discord/server.ts";
import type { Call, Fault } from "#test/support/loopback-discord/server.ts";
import { ANN, CHANNEL, textOf } from "#test/support/loopback-discord/state.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

// The bot's token and every interaction's have "canary" in them already, see state.ts and person.ts.
const replies: readonly Reply[] = [
  { tone: "working", title: "title-canary", audience: "channel", blocks: [{ kind: "text", text: "text-canary" }] },
  {
    tone: "ok",
    title: "title-canary",
    blocks: [
      { kind: "secret", label: "label-canary", value: new Secret("redis://app:secret-canary@127.0.0.1/0") },
      { kind: "log", name: "log-canary", text: "log-canary\n".repeat(500), truncated: false },
    ],
    actions: [{ label: "label-canary", command: "/db url action-canary" }],
  },
];
/** Discord repeats in its answers what it was sent. */
const echo = (code: number) => ({
  ...{ code, message: "echo-canary" },
  errors: { content: { _errors: [{ code: "INVALID", message: "echo-canary" }] } },
});
const answer = (status: number, code = 0): Fault => ({ kind: "status", status, body: echo(code) });
const faults: [string, Fault][] = [
  ["400", answer(400, 50_035)],
  ["401", answer(401, 50_027)],
  ["403", answer(403, 50_001)],
  ["404", answer(404, 10_062)],
  ["413", answer(413, 40_005)],
  [
    "429",
    {
      kind: "status",
      status: 429,
      headers: { "retry-after": "0.1" },
      body: { ...echo(0), retry_after: 0.1, global: false },
    },
  ],
  ["500", answer(500)],
  ["503 in words", { kind: "status", status: 503, body: "echo-canary" }],
  ["an answer that is lost", { kind: "cut-after" }],
];
const calls: [string, (call: Call) => boolean][] = [
  ["acknowledgements", ({ path }) => path.endsWith("/callback")],
  ["all that comes after them", ({ path }) => !path.endsWith("/callback")],
];

test.each(
  faults.flatMap(([status, fault]) => calls.map(([which, isMeant]) => [status, which, fault, isMeant] as const)),
)(
  "11. %s to %s: nothing that was said, and no token, is in the log, in what is handed on, or in the health",
  async (status, _, fault, isMeant) => {
    await using it = await connected(() => replies);
    const health = await startHealth({ port: 0, chats: { discord: () => it.chat.health() } });
    // What is refused for now is asked for until it is taken.
    let left = status === "429" ? 3 : Infinity;
    it.discord.fault = (call) => (isMeant(call) && left-- > 0 ? fault : undefined);
    it.chat.tell({ channel: CHANNEL, owners: [ANN] }, { tone: "error", title: "alert-canary" });
    const direct = it.chat.send(ANN, { tone: "ok", title: "direct-canary" });
    it.person().command("db stop", { name: "name-canary" });
    const isOver = () =>
      it.discord.workspace.visible().some((message) => textOf(message).includes("secret-canary")) ||
      it.logged.some(({ message }) => /nothing was done|reached nobody/.test(message));
    await vi.waitFor(() => expect(isOver()).toBe(true), { timeout: 15_000 });
    await direct;
    const answered = await fetch(`http://127.0.0.1:${health.port}/health`).then((response) => response.text());
    await health.stop();
    // All that is under way is seen through.
    await it.chat.stop();
    expect(dumped([it.logged, it.fatal, it.chat.health(), answered])).not.toContain("canary");
  },
);

test("11. what throws while it is shown is told by its name and where it was, not by what it says", async () => {
  await using it = await connected(() => {
    throw new Error("error-canary", { cause: new Error("cause-canary") });
  });
  it.person().command("db stop", { name: "shop" });
  await it.shown("reference");
  expect(it.logged.some(({ stack }) => stack?.includes("canaries.test.ts"))).toBe(true);
  expect(dumped(it.logged)).not.toContain("-canary");
});

test.each(faults)(
  "11. %s at the start: what is handed on, with all that hangs from it, has no token in it",
  async (_, fault) => {
    for (const part of ["/applications/@me", "/commands", "/gateway/bot", "/users/@me/guilds"]) {
      const discord = await startDiscord();
      discord.fault = ({ path }) => (path.endsWith(part) ? fault : undefined);
      const logged: unknown[] = [];
      const settings = { ...settingsFor(discord), startMs: 1_500 };
      const started = start({ bot: new ScriptedBot(() => []), log: (entry) => logged.push(entry), settings });
      const came = await started.then(
        async (chat) => chat.stop(),
        (error: unknown) => error,
      );
      expect(dumped([came, logged])).not.toContain("canary");
      await discord.close();
    }
  },
);

/** As it stands in a log or in a dump of a process that ends. */
function dumped(what: unknown): string {
  return `${inspect(what, { depth: Infinity, showHidden: true, maxStringLength: null })}${JSON.stringify(what)}`;
}
