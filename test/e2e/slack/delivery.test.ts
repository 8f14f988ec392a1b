import { describe, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import { ANN, dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";

const done: Reply = { tone: "ok", title: "done", audience: "caller" };

describe.each(["socket", "http"] as const)("3. ack budget (%s)", (mode) => {
  test("with a bot that is frozen, 50 deliveries at once are acknowledged within 500 ms each", async () => {
    const frozen = Promise.withResolvers<void>();
    await using it = await connected(
      async function* () {
        await frozen.promise;
        yield done;
      },
      { mode },
    );
    const card = it.slack.workspace.add({ channel: "C0OPS", text: "card", blocks: [] });
    const person = it.person();
    const times: number[] = [];
    const timed = async (deliver: () => Promise<unknown>) => {
      const began = performance.now();
      await deliver();
      times.push(performance.now() - began);
    };
    const view = { type: "modal", callback_id: "form", private_metadata: JSON.stringify({ path: "db stop" }) };
    const name = { type: "external_select", selected_option: { value: "shop" } };
    const value = { type: "button", action_id: "run:0", value: "1.x.y.z.w", text: { type: "plain_text", text: "x" } };
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        timed(() => {
          if (index % 5 === 0) return person.interact({ type: "block_actions", message: card, actions: [value] });
          if (index % 5 === 1) return person.search({ private_metadata: "{}" }, "kind", "po");
          if (index % 5 === 2) return person.submit(view, { name });
          if (index % 5 === 3) return person.shortcut("longshore_open");
          return person.slash(`/db stop shop${index}`);
        }),
      ),
    );
    times.sort((a, b) => a - b);
    expect(times.at(-1)).toBeLessThan(500);
    frozen.resolve();
  });
});

describe("4. exactly once", () => {
  test("an envelope that Slack sends again is acknowledged and runs once", async () => {
    await using it = await connected(() => [done]);
    const person = it.person();
    const trigger_id = "123.456";
    for (let retry = 0; retry < 4; retry++) await person.slash("/db stop shop", { trigger_id });
    await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(it.bot.lines).toEqual(["/db stop shop"]);
    expect(it.slack.acks).toHaveLength(4);
  });

  test("an event that comes twice runs once", async () => {
    await using it = await connected(() => [done]);
    const event = { type: "app_mention", text: "<@U0BOT> db list", user: "U0ANN", channel: "C0OPS", ts: "1.1" };
    await it.person().event(event, { event_id: "Ev1" });
    await it.person().event(event, { event_id: "Ev1" });
    await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(it.bot.lines).toEqual(["/db list"]);
  });

  test("a double click is one press", async () => {
    const working = Promise.withResolvers<void>();
    await using it = await connected(async function* (line) {
      if (line === "/db list") {
        yield { ...done, audience: "channel", actions: [{ label: "Stop", command: "/db stop shop" }] };
        return;
      }
      await working.promise;
      yield { tone: "ok", title: "stopped", audience: "channel" };
    });
    await it.person().slash("/db list");
    const card = await it.until("the card", () => it.slack.workspace.visible()[0]);
    await Promise.all([it.person().press(card, "Stop"), it.person().press(card, "Stop")]);
    working.resolve();
    await it.until("the result", () => it.slack.workspace.visible().find(({ text }) => text === "stopped"));
    expect(it.bot.lines).toEqual(["/db list", "/db stop shop"]);
  });

  test("when the acknowledgement cannot be sent nothing is done, and the next delivery does it", async () => {
    await using it = await connected(() => [done]);
    const { slack } = it;
    const person = it.person();
    await vi.waitFor(() => expect(slack.sockets.size).toBe(2));
    // The envelope arrives and the connection is gone before it can be answered.
    const [first, second] = [...slack.sockets];
    const payload = {
      command: "/db",
      text: "list",
      trigger_id: "9.9",
      team_id: "T0001",
      user_id: "U0ANN",
      channel_id: "C0OPS",
    };
    first?.send(JSON.stringify({ envelope_id: "e1", type: "slash_commands", payload }));
    first?.close();
    await vi.waitFor(() => expect(slack.sockets.has(second as never)).toBe(true));
    await person.slash("/db list", { trigger_id: "9.9" });
    await vi.waitFor(() => expect(it.bot.lines).toEqual(["/db list"]));
  });
});

describe("20. authorisation", () => {
  test("a stranger is told their id and the line an admin adds, and nobody else sees it", async () => {
    const entries: unknown[] = [];
    await using it = await connected(dispatchingBot({ admin: ["slack:T0001/U0BOSS"] }, entries));
    await it.person().slash("/db stop shop");
    const answer = await it.until("the refusal", () => it.slack.workspace.visible()[0]);
    expect(answer.user).toBe("U0ANN");
    expect(JSON.stringify(answer.blocks)).toContain(`OPERATORS=${ANN}`);
    expect(it.slack.calls.filter(({ method }) => method === "chat.postMessage")).toEqual([]);
    expect(entries).toContainEqual(expect.objectContaining({ user: ANN, allowed: false }));
  });

  test("who may is asked by what they are, or by the channel they ask in, and each decision is on record", async () => {
    const entries: unknown[] = [];
    await using it = await connected(dispatchingBot({ operator: ["slack:T0001/#C0OPS"] }, entries));
    await it.person().slash("/db stop shop");
    await it.until("it ran", () =>
      it.slack.workspace.visible("C0OPS").find(({ text }) => text.includes("ran db stop")),
    );
    await it.person({ channel: "C0ELSE" }).slash("/db stop shop");
    await it.until("the refusal", () => it.slack.workspace.visible("C0ELSE")[0]);
    const [first, second] = entries as { readonly request: string }[];
    expect(first).toMatchObject({ user: ANN, channel: "slack:T0001/C0OPS", allowed: true, line: "/db stop shop" });
    expect(second).toMatchObject({ user: ANN, channel: "slack:T0001/C0ELSE", allowed: false });
    expect(first?.request).toMatch(/\S/);
    expect(second?.request).not.toBe(first?.request);
  });

  test("a name decides nothing", async () => {
    await using it = await connected(dispatchingBot({ admin: ["slack:T0001/ann"] }));
    await it.person().slash("/db stop shop", { user_name: "T0001/ann" });
    const answer = await it.until("the refusal", () => it.slack.workspace.visible()[0]);
    expect(answer.text).toContain("no role here");
  });

  test("people of another team, and deliveries for another app, are refused and do nothing", async () => {
    await using it = await connected(() => [done]);
    expect(await it.person({ team: "T0EVIL" }).slash("/db list")).toMatchObject({ response_type: "ephemeral" });
    expect(await it.person().slash("/db list", { api_app_id: "A0EVIL" })).toMatchObject({ response_type: "ephemeral" });
    const foreigner = { id: "U0EVE", username: "eve", team_id: "T0EVIL" };
    await it.person().interact({
      type: "block_actions",
      user: foreigner,
      actions: [{ type: "button", action_id: "run:0", value: "x" }],
    });
    const mention = {
      type: "app_mention",
      text: "<@U0BOT> db list",
      user: "U0EVE",
      user_team: "T0EVIL",
      channel: "C0OPS",
      ts: "1.1",
    };
    await it.person().event(mention);
    expect(it.bot.lines).toEqual([]);
  });
});

describe("unknown deliveries", () => {
  test("are acknowledged, so that Slack does not send them again", async () => {
    await using it = await connected(() => [done]);
    expect(await it.person().interact({ type: "something_new" })).toEqual({});
    expect(await it.person().slash("/unknown thing")).toEqual({});
  });
});
