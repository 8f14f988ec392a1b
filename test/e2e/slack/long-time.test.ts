import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { startHealth } from "#chat/health.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Fault } from "#test/support/loopback-slack/server.ts";

// What takes minutes, on the bot's clock: Slack, the SDK and the connections between them are real, the time is not.
beforeEach(
  () => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] }),
);
afterEach(() => void vi.useRealTimers());

/** So much time of the bot's; what it says to Slack on the way is waited for. */
async function pass(ms: number, stepMs = 250): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  }
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The most of these that fall into one minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
}

async function* minutes(states: number, everyMs: number, audience: Reply["audience"]): AsyncGenerator<Reply> {
  for (let state = 1; state <= states; state++) {
    yield { tone: "working", title: `state ${state}`, ...(audience && { audience }) };
    await later(everyMs);
  }
  yield { tone: "ok", title: "done", ...(audience && { audience }) };
}

test("13. an answer of two minutes with a thousand states spends five posts of its response_url at most, the last for the end", async () => {
  await using it = await connected(() => minutes(1_000, 120, "caller"));
  await it.person().slash("/db list");
  await pass(125_000);
  expect(it.slack.workspace.visible().map(({ text }) => text)).toEqual(["done"]);
  expect(it.slack.hooks.posts.length).toBeGreaterThan(2);
  expect(it.slack.hooks.posts.length).toBeLessThanOrEqual(5);
});

test("13. so does one in a channel where the bot is no member, and it says how to invite it", async () => {
  await using it = await connected(() => minutes(600, 200, "channel"));
  it.slack.workspace.foreign.add("C0OPS");
  await it.person().slash("/db stop shop");
  await pass(125_000);
  const [message, ...others] = it.slack.workspace.visible();
  expect([message?.text, others]).toEqual(["done", []]);
  expect(JSON.stringify(message?.blocks)).toContain("/invite @longshore");
  expect(it.slack.hooks.posts.length).toBeLessThanOrEqual(5);
});

test("15. progress is one message, edited once a second at most, in order, to its last state", async () => {
  await using it = await connected(() => minutes(30, 100, "channel"));
  await it.person().slash("/db stop shop");
  await pass(6_000);
  const [message, ...others] = it.slack.workspace.messages;
  expect([message?.text, others]).toEqual(["done", []]);
  const states = message?.states ?? [];
  const steps = states.slice(0, -1).map(({ text }) => Number(text.replace("state ", "")));
  expect(steps.length).toBeGreaterThan(2);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  const gaps = states.slice(1).map(({ at }, index) => at - (states[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
});

test.each([
  ["429", { kind: "status", status: 429, headers: { "retry-after": "1" } }, 1],
  ["message_not_found", { kind: "answer", body: { ok: false, error: "message_not_found" } }, 2],
  ["a lost answer", { kind: "cut-after" }, 1],
] as [string, Fault, number][])(
  "15. when every edit on the way gets %s the last state is there all the same",
  async (_, fault, messages) => {
    await using it = await connected(() => minutes(30, 100, "channel"));
    // A message that is gone stays gone: its last state is a new one.
    it.slack.fault = (method, { text }) =>
      method === "chat.update" && (messages === 2 || text !== "done") ? fault : undefined;
    await it.person().slash("/db stop shop");
    await pass(8_000);
    expect(it.slack.workspace.messages.at(-1)?.text).toBe("done");
    expect(it.slack.workspace.messages).toHaveLength(messages);
  },
);

test("15. sixty jobs at once edit fifty times a minute at most, and each is shown to its end", async () => {
  await using it = await connected(() => minutes(60, 1_000, "channel"));
  const channels = Array.from({ length: 60 }, (_, index) => `C${index}`);
  await Promise.all(channels.map((channel) => it.person({ channel }).slash("/db stop shop")));
  await pass(3 * 60_000);
  expect(it.slack.workspace.visible().map(({ text }) => text)).toEqual(channels.map(() => "done"));
  const edits = it.slack.calls.flatMap(({ method, at }) => (method === "chat.update" ? [at] : []));
  // More than their ends.
  expect(edits.length).toBeGreaterThan(60);
  expect(mostInAMinute(edits)).toBeLessThanOrEqual(50);
});

test("what goes on and on for its caller alone is one message in their conversation with the bot, edited to its end", async () => {
  await using it = await connected(async function* () {
    const actions = [{ label: "Stop", command: "/db list" }];
    for (let line = 1; line <= 60; line++) {
      yield { tone: "working", live: true, title: `${line} lines`, audience: "caller", actions };
      await later(1_000);
    }
    yield { tone: "ok", title: "61 lines", audience: "caller" };
  });
  await it.person().slash("/db logs shop");
  await pass(65_000);
  const [note, ...others] = it.slack.workspace.visible("C0OPS");
  expect([note?.user, note?.text, others]).toEqual(["U0ANN", "It goes on in your conversation with the bot.", []]);
  const [message, ...more] = it.slack.workspace.visible("D0ANN");
  expect([message?.text, more]).toEqual(["61 lines", []]);
  // Of fifty edits a minute some are kept back for what others have to say last.
  expect(message?.states.length).toBeGreaterThan(30);
});

test("16. a hundred answers wait for a channel that is limited; what is more comes another way, and nothing is lost", async () => {
  await using it = await connected((line) => [{ tone: "ok", title: line, audience: "channel" }]);
  let limited = true;
  it.slack.fault = (method) =>
    method === "chat.postMessage" && limited
      ? { kind: "status", status: 429, headers: { "retry-after": "30" } }
      : undefined;
  const lines = Array.from({ length: 150 }, (_, index) => `/db stop shop-${index}`);
  for (const line of lines) await it.person().slash(line);
  await pass(20_000);
  expect(it.slack.calls.filter(({ method }) => method === "chat.postMessage")).toHaveLength(1);
  limited = false;
  await pass(3 * 60_000);
  const said = it.slack.workspace.visible().map(({ text }) => text);
  expect(said.toSorted()).toEqual(lines.toSorted());
});

test("22. a peer that is silent is given up, and so is one whose connection is cut: the health endpoint tells what is left", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "done" }]);
  await vi.waitFor(() => expect(it.slack.sockets.size).toBe(2));
  const health = await startHealth({ port: 0, chats: { slack: () => it.chat.health() } });
  const state = async () => {
    const response = await fetch(`http://127.0.0.1:${health.port}/health`);
    return [response.status, ((await response.json()) as { slack: { state: string } }).slack.state];
  };
  expect(await state()).toEqual([200, "connected"]);
  it.slack.fault = (method) => (method === "apps.connections.open" ? { kind: "status", status: 500 } : undefined);
  const [silent, other] = [...it.slack.sockets];
  other?.terminate();
  await vi.waitFor(async () => expect(await state()).toEqual([200, "degraded"]));
  silent?.pause();
  await pass(20_000);
  expect(await state()).toEqual([503, "down"]);
  it.slack.fault = () => undefined;
  await pass(35_000);
  expect(await state()).toEqual([200, "connected"]);
  await health.stop();
});

test("22. a minute in which Slack opens no socket is waited out, less and less often, and then two are there again", async () => {
  await using it = await connected(() => [{ tone: "ok", title: "done", audience: "caller" }]);
  await vi.waitFor(() => expect(it.slack.sockets.size).toBe(2));
  const tries: number[] = [];
  it.slack.fault = (method) => {
    if (method !== "apps.connections.open") return undefined;
    tries.push(Date.now());
    return tries.length % 2 === 0
      ? { kind: "status", status: 500 }
      : { kind: "status", status: 429, headers: { "retry-after": "1" } };
  };
  const began = Date.now();
  for (const socket of it.slack.sockets) socket.terminate();
  await pass(60_000);
  expect(it.chat.health().state).toBe("down");
  const inHalf = (from: number) => tries.filter((at) => at >= began + from && at < began + from + 30_000).length;
  expect(inHalf(0)).toBeGreaterThan(inHalf(30_000));
  expect(inHalf(30_000)).toBeGreaterThan(0);
  expect(tries.length).toBeLessThan(30);
  it.slack.fault = () => undefined;
  await pass(35_000);
  expect(it.chat.health()).toEqual({ state: "connected", detail: "2 of 2 sockets" });
  await it.person().slash("/db list");
  await it.until("the answer", () => it.slack.workspace.visible()[0]);
});
