import { describe, expect, test, vi } from "vitest";
import { createSigner } from "#chat/slack/signature.ts";
import type { SignerOptions } from "#chat/slack/signature.ts";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { ConnectOptions } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import { buttonsOf } from "#test/support/loopback-slack/person.ts";
import { BOT_TOKEN, TEAM } from "#test/support/loopback-slack/web-api.ts";

const card: Reply = {
  tone: "ok",
  title: "shop runs",
  audience: "channel",
  actions: [
    { label: "Logs", command: "/db logs shop" },
    { label: "Stop", command: "/db stop shop" },
    { label: "Remove", command: "/db down shop", danger: true },
  ],
};

async function withCard(answers: (line: string) => readonly Reply[], options: ConnectOptions = {}) {
  const it = await connected((line) => (line === "/db list" ? [card] : answers(line)), options);
  await it.person().slash("/db list");
  return { it, message: await it.until("the card", () => it.slack.workspace.visible()[0]) };
}

describe("18. buttons and confirms", () => {
  test("a danger button asks in a dialog first", async () => {
    const { it, message } = await withCard(() => []);
    await using _ = it;
    const remove = buttonsOf(message.blocks).find(({ style }) => style === "danger");
    expect(remove?.["confirm"]).toMatchObject({ title: { text: "Remove" }, text: { text: "This runs /db down shop" } });
  });

  test("a press runs as whoever pressed, answers below the card, and the card says who and when", async () => {
    const { it, message } = await withCard(() => [{ tone: "ok", title: "stopped", audience: "channel" }]);
    await using _ = it;
    await it.person({ user: "U0BOB" }).press(message, "Stop");
    const result = await it.until("the result", () =>
      it.slack.workspace.visible().find(({ text }) => text === "stopped"),
    );
    expect(result.thread).toBe(message.ts);
    expect(it.bot.requests[1]?.caller).toMatchObject({ team: "T0001", user: "U0BOB", channel: "C0OPS" });
    await vi.waitFor(() => expect(buttonsOf(message.blocks)).toEqual([]));
    expect(JSON.stringify(message.blocks)).toContain("ann pressed Stop");
    expect(JSON.stringify(message.blocks)).toContain("shop runs");
  });

  test("what only looks leaves the buttons, and its answer is the presser's", async () => {
    const { it, message } = await withCard(() => [{ tone: "ok", title: "log", audience: "caller" }]);
    await using _ = it;
    await it.person({ user: "U0BOB" }).press(message, "Logs");
    const log = await it.until("the log", () => it.slack.workspace.visible().find(({ text }) => text === "log"));
    expect(log.user).toBe("U0BOB");
    expect(buttonsOf(message.blocks)).toHaveLength(3);
    await vi.waitFor(() => expect(it.bot.lines).toHaveLength(2));
    await it.person({ user: "U0BOB" }).press(message, "Logs");
    await vi.waitFor(() => expect(it.bot.lines).toHaveLength(3));
  });

  test("a stranger's press is refused by the command's own check, and the button stays for others", async () => {
    await using it = await connected(
      dispatchingBot({ admin: ["slack:T0001/U0ANN"] }, [], (path) =>
        path === "db list" ? card : { tone: "ok", title: "stopped" },
      ),
    );
    await it.person().slash("/db list");
    const message = await it.until("the card", () => it.slack.workspace.visible()[0]);
    await it.person({ user: "U0EVE" }).press(message, "Stop");
    const refusal = await it.until("the refusal", () =>
      it.slack.workspace.visible().find(({ user }) => user === "U0EVE"),
    );
    expect(refusal.text).toContain("no role here");
    expect(buttonsOf(message.blocks)).toHaveLength(3);
    await it.person().press(message, "Stop");
    await it.until("the result", () => it.slack.workspace.visible().find(({ text }) => text === "stopped"));
  });

  test("a destroying command asks with the exact things, Yes does it and becomes the answer, Cancel takes it away", async () => {
    await using it = await connected(dispatchingBot());
    await it.person().slash("/db down shop");
    const question = await it.until("the question", () => it.slack.workspace.visible()[0]);
    expect(question).toMatchObject({ user: "U0ANN", text: "Remove it?" });
    await it.person().press(question, "Yes, do it");
    await it.until("the result", () => it.slack.workspace.visible().find(({ text }) => text.includes("ran db down")));
    expect(buttonsOf(question.blocks)).toEqual([]);
    expect(it.bot.lines.at(-1)).toBe("/db down shop --yes");

    await it.person().slash("/db down other");
    const second = await it.until("the question", () =>
      it.slack.workspace.visible().find(({ text }) => text === "Remove it?"),
    );
    await it.person().press(second, "Cancel");
    await vi.waitFor(() => expect(second.deleted).toBe(true));
  });

  test.each<[string, (value: string) => string, string]>([
    ["a line that was never signed", () => "/db stop shop", "not one of ours"],
    [
      "a line put in place of another",
      (value) => value.replace("/db stop shop", "/db down shop --yes"),
      "not one of ours",
    ],
    ["a date put in place of another", (value) => value.replace(/^1\.\w+/, "1.0"), "not one of ours"],
    ["nothing", () => "", "not one of ours"],
    ["a bot of another workspace", () => signedBy({ team: "T0EVIL" }), "not one of ours"],
    ["a bot with another token", () => signedBy({ secret: "xoxb-2-other" }), "not one of ours"],
    ["a card of yesterday", () => signedBy({ now: () => Date.now() - 25 * 3_600_000 }), "too old"],
  ])("a button of %s does nothing, and says so to the presser alone", async (_, changed, refusal) => {
    const { it, message } = await withCard(() => [{ tone: "ok", title: "stopped", audience: "channel" }]);
    await using _it = it;
    const [, stop] = buttonsOf(message.blocks);
    const elements = [{ ...stop, value: changed(String(stop?.["value"])) }];
    await it.person().press({ ...message, blocks: [{ type: "actions", elements }] }, "Stop");
    const answer = await it.until("the refusal", () => it.slack.workspace.visible()[1]);
    expect(answer).toMatchObject({ user: "U0ANN", text: expect.stringContaining(refusal) });
    expect(it.bot.lines).toEqual(["/db list"]);
    expect(buttonsOf(message.blocks)).toHaveLength(3);
  });

  test("of two people who press the same button one does it, and the other is told; so is who presses the old card later", async () => {
    const over = Promise.withResolvers<void>();
    await using it = await connected(async function* (line) {
      if (line === "/db list") return yield card;
      await over.promise;
      yield { tone: "ok", title: "stopped", audience: "channel" };
    });
    await it.person().slash("/db list");
    const message = await it.until("the card", () => it.slack.workspace.visible()[0]);
    const old = { ...message, blocks: [...message.blocks] };
    await it.person().press(message, "Stop");
    await it.person({ user: "U0BOB" }).press(message, "Stop");
    await it.until("the refusal", () =>
      it.slack.workspace.visible().find(({ user, text }) => user === "U0BOB" && text.includes("used already")),
    );
    over.resolve();
    await it.until("the result", () => it.slack.workspace.visible().find(({ text }) => text === "stopped"));
    await it.person({ user: "U0CAT" }).press(old, "Stop");
    await it.until("the refusal", () =>
      it.slack.workspace.visible().find(({ user, text }) => user === "U0CAT" && text.includes("used already")),
    );
    expect(it.bot.lines).toEqual(["/db list", "/db stop shop"]);
  });
});

/** The value of a button as another bot, or ours at another time, would have signed it. */
function signedBy(other: Partial<SignerOptions>): string {
  const ours = { secret: BOT_TOKEN, team: TEAM, now: Date.now, nonce: () => "n1", lifeMs: 1 };
  return createSigner({ ...ours, ...other }).sign("/db stop shop") ?? "";
}
