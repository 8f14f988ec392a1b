import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Mail } from "#chat/slack/mail.ts";
import { PrivateMessage } from "#chat/slack/private-message.ts";
import type { Rendered } from "#chat/slack/render.ts";
import { ResponseUrl } from "#chat/slack/response-url.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function message(text: string): Rendered {
  return { text, blocks: [], basic: [], files: [], secret: false };
}

function setUp(replaces: "own" | "source" | "never" = "own") {
  const bodies: Record<string, unknown>[] = [];
  const fetch = async (_: string | URL, init?: { body?: unknown }) => {
    bodies.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
    return new Response("ok");
  };
  const responseUrl = new ResponseUrl("https://hooks.slack.com/x", fetch, Date.now);
  const options = { mail: {} as Mail, address: { channel: "C1" }, user: "U1", responseUrl, replaces };
  return { bodies, private: new PrivateMessage(options) };
}

test("a quick command gives one message", async () => {
  const it = setUp();
  it.private.show(message("working"));
  await vi.advanceTimersByTimeAsync(500);
  await it.private.finish(message("done"), message("again"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(it.bodies).toMatchObject([{ text: "done", response_type: "ephemeral", replace_original: false }]);
});

test("13. a long command with a thousand states spends at most four of the five posts, each replacing the last", async () => {
  const it = setUp();
  for (let second = 0; second < 1_000; second++) {
    it.private.show(message(`second ${second}`));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  await it.private.finish(message("done"), message("again"));
  expect(it.bodies.map(({ text, replace_original }) => [text, replace_original])).toEqual([
    ["second 0", false],
    [expect.stringMatching("second "), true],
    [expect.stringMatching("second "), true],
    ["done", true],
  ]);
});

test("progress never replaces a card whose button was pressed", async () => {
  const it = setUp("never");
  it.private.show(message("working"));
  await vi.advanceTimersByTimeAsync(10_000);
  await it.private.finish(message("done"), message("again"));
  expect(it.bodies).toMatchObject([{ text: "done", replace_original: false }]);
});
