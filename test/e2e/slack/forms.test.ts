import { describe, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Connected } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import type { Thing } from "#test/support/loopback-slack/validate.ts";

const done: Reply = { tone: "ok", title: "done", audience: "caller" };

async function opened(it: Connected, count = 1): Promise<Thing> {
  await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(count), { timeout: 1_000 });
  return it.slack.workspace.views.at(-1) ?? {};
}

describe("19. modals and search", () => {
  test("a line that lacks something opens its form within a second, with what was given filled in", async () => {
    await using it = await connected(() => [done]);
    await it.person().slash("/db up --name shop --port 5000");
    const view = await opened(it);
    expect(view).toMatchObject({ title: { text: "/db up" }, callback_id: "form" });
    const element = (id: string) => (view["blocks"] as Thing[]).find(({ block_id }) => block_id === id)?.["element"];
    expect(element("kind")).toMatchObject({ type: "external_select" });
    expect(element("name")).toMatchObject({ type: "plain_text_input", initial_value: "shop" });
    expect(element("port")).toMatchObject({ type: "number_input", initial_value: "5000", min_value: "1024" });
    expect(element("format")).toMatchObject({ type: "static_select", initial_option: { value: "uri" } });
    expect(it.bot.lines).toEqual([]);
  });

  test("a submitted form is the line somebody could have typed, answered where the form was opened", async () => {
    await using it = await connected(() => [done]);
    await it.person().slash("/db up");
    const view = await opened(it);
    const answer = await it.person().submit(view, {
      kind: { type: "external_select", selected_option: { value: "postgres:16" } },
      name: { type: "plain_text_input", value: "shop" },
      port: { type: "number_input", value: "5000" },
      arg: { type: "plain_text_input", value: "-c 'work_mem=64 MB'" },
      debug: { type: "checkboxes", selected_options: [{ value: "yes" }] },
      format: { type: "static_select", selected_option: { value: "jdbc" } },
    });
    expect(answer).toEqual({ response_action: "clear" });
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message).toMatchObject({ channel: "C0OPS", user: "U0ANN" });
    expect(it.bot.lines).toEqual([
      `/db up postgres:16 --name shop --port 5000 --arg=-c --arg="work_mem=64 MB" --debug --format jdbc`,
    ]);
  });

  test("what is wrong is said at its field, and nothing runs", async () => {
    await using it = await connected(() => [done]);
    await it.person().slash("/db up");
    const view = await opened(it);
    const answer = await it.person().submit(view, {
      kind: { type: "external_select", selected_option: null },
      name: { type: "plain_text_input", value: "No Name!" },
      port: { type: "number_input", value: "99" },
      arg: { type: "plain_text_input", value: "'open" },
    });
    expect(answer).toEqual({
      response_action: "errors",
      errors: {
        kind: expect.any(String),
        name: "Expected a name such as shop.",
        port: expect.stringContaining("1024"),
        arg: expect.stringContaining("never closed"),
      },
    });
    expect(it.bot.lines).toEqual([]);
  });

  test("when Slack does not open the form in time the answer comes in words", async () => {
    await using it = await connected(dispatchingBot());
    it.slack.fault = (method) =>
      method === "views.open" ? { kind: "answer", body: { ok: false, error: "expired_trigger_id" } } : undefined;
    await it.person().slash("/db up");
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message.text).toContain("Missing");
  });

  test("a search answers within a second from memory, 100 options of 75 characters at most, and takes what was typed", async () => {
    await using it = await connected(() => [done]);
    it.bot.completions = () => [
      ...Array.from({ length: 300 }, (_, index) => `shop-${index}`),
      "x".repeat(200),
      `"two words"`,
    ];
    await it.person().slash("/db up");
    const view = await opened(it);
    const began = performance.now();
    const { options } = (await it.person().search(view, "kind", "sho")) as { options: Thing[] };
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(options).toHaveLength(100);
    expect(options[0]).toMatchObject({ value: "sho" });
    expect(options.every(({ value }) => String(value).length <= 75)).toBe(true);
  });

  test("the empty command is a menu of commands, and a choice turns it into that form", async () => {
    await using it = await connected(() => [done]);
    await it.person().slash("/db");
    const menu = await opened(it);
    await it.person().act(menu, { type: "static_select", action_id: "choose", selected_option: { value: "db stop" } });
    expect(await opened(it, 2)).toMatchObject({ title: { text: "/db stop" } });
  });

  test("the global shortcut asks where the answer should go", async () => {
    await using it = await connected(() => [done]);
    await it.person().shortcut("longshore_open");
    const menu = await opened(it);
    await it.person().act(menu, { type: "static_select", action_id: "choose", selected_option: { value: "db stop" } });
    const form = await opened(it, 2);
    const response_url = it.slack.origin + it.slack.hooks.create("C0ELSE", "U0ANN");
    await it.person().submit(
      form,
      {
        name: { type: "external_select", selected_option: { value: "shop" } },
        longshore_where: { type: "conversations_select", selected_conversation: "C0ELSE" },
      },
      { response_urls: [{ channel_id: "C0ELSE", response_url }] },
    );
    await it.until("the answer", () => it.slack.workspace.visible("C0ELSE")[0]);
    expect(it.bot.requests[0]?.caller.channel).toBe("C0ELSE");
  });

  test("the message shortcut and a mention answer in the thread", async () => {
    await using it = await connected(() => [{ ...done, audience: "channel" }]);
    const message = { ts: "5.5", thread_ts: "4.4" };
    await it.person().shortcut("longshore_thread", { type: "message_action", channel: { id: "C0OPS" }, message });
    const menu = await opened(it);
    await it.person().act(menu, { type: "static_select", action_id: "choose", selected_option: { value: "db stop" } });
    await it
      .person()
      .submit(await opened(it, 2), { name: { type: "external_select", selected_option: { value: "shop" } } });
    expect(await it.until("the answer", () => it.slack.workspace.visible()[0])).toMatchObject({ thread: "4.4" });
    await it
      .person()
      .event({ type: "app_mention", text: "<@U0BOT> db stop shop", user: "U0ANN", channel: "C0OPS", ts: "7.7" });
    expect(await it.until("the answer", () => it.slack.workspace.visible()[1])).toMatchObject({ thread: "7.7" });
  });
});
