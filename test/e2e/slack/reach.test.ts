import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Fault } from "#test/support/loopback-slack/server.ts";

const mine: Reply = { tone: "ok", title: "yours", audience: "caller" };
const everybody: Reply = { tone: "ok", title: "stopped", audience: "channel" };
const limited: Fault = { kind: "status", status: 429, headers: { "retry-after": "2" } };

function refused(error: string): Fault {
  return { kind: "answer", body: { ok: false, error } };
}

describe("13. response_url discipline", () => {
  test.each([
    ["404", { kind: "status", status: 404, body: "expired_url" }],
    ["ok: false", { kind: "answer", body: { ok: false, error: "used_url" } }],
    ["status 500", { kind: "status", status: 500 }],
  ] as [string, Fault][])("after %s the answer comes as an ephemeral message, once", async (_, fault) => {
    await using it = await connected(() => [mine]);
    it.slack.fault = (method) => (method === "response_url" ? fault : undefined);
    await it.person().slash("/db list");
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message).toMatchObject({ channel: "C0OPS", user: "U0ANN", text: "yours" });
    expect(it.slack.workspace.visible()).toHaveLength(1);
  });

  test("when it does not answer in time the answer comes as an ephemeral message that says it may be the second", async () => {
    await using it = await connected(() => [mine], { settings: { callMs: 200 } });
    it.slack.fault = (method) => (method === "response_url" ? { kind: "hang" } : undefined);
    await it.person().slash("/db list");
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message).toMatchObject({ channel: "C0OPS", user: "U0ANN", text: "yours" });
    expect(JSON.stringify(message.blocks)).toContain("Sent again");
    expect(it.slack.workspace.visible()).toHaveLength(1);
  });

  test("where no ephemeral message can be posted either, it comes directly", async () => {
    await using it = await connected(() => [mine]);
    it.slack.workspace.foreign.add("C0OPS");
    it.slack.fault = (method) => (method === "response_url" ? { kind: "status", status: 404 } : undefined);
    await it.person().slash("/db list");
    await it.until("the direct message", () => it.slack.workspace.visible("D0ANN")[0]);
  });

  test("it is not used after half an hour", async () => {
    let now = Date.now();
    const over = Promise.withResolvers<void>();
    await using it = await connected(
      async function* () {
        await over.promise;
        yield mine;
      },
      { now: () => now },
    );
    await it.person().slash("/db list");
    await vi.waitFor(() => expect(it.bot.requests).toHaveLength(1));
    now += 31 * 60_000;
    over.resolve();
    const message = await it.until("the answer", () => it.slack.workspace.visible()[0]);
    expect(message.user).toBe("U0ANN");
    expect(it.slack.hooks.posts).toEqual([]);
  });

  test("when Slack's answer is lost, a second copy says that it is one", async () => {
    await using it = await connected(() => [mine]);
    it.slack.fault = (method) => (method === "response_url" ? { kind: "cut-after" } : undefined);
    await it.person().slash("/db list");
    await vi.waitFor(() => expect(it.slack.workspace.visible()).toHaveLength(2));
    expect(JSON.stringify(it.slack.workspace.visible()[1]?.blocks)).toContain("Sent again");
  });
});

describe("14. not a member", () => {
  test.each(["not_in_channel", "channel_not_found", "is_archived", "restricted_action"])("%s", async (error) => {
    await using it = await connected(() => [everybody]);
    it.slack.fault = (method) => (method === "chat.postMessage" ? refused(error) : undefined);
    await it.person().slash("/db stop shop");
    const message = await it.until("the answer", () => it.slack.workspace.visible("C0OPS")[0]);
    expect(message.user).toBeUndefined();
    expect(JSON.stringify(message.blocks)).toContain("/invite @longshore");
    expect(it.slack.workspace.messages).toHaveLength(1);
  });
});

test("16. 429 isolation: one channel waits, the others and forms do not, and nobody calls too early", async () => {
  await using it = await connected(() => [everybody]);
  let limitedAt = 0;
  it.slack.fault = (method, { channel }) => {
    if (method !== "chat.postMessage" || channel !== "C0A" || limitedAt > 0) return undefined;
    limitedAt = Date.now();
    return limited;
  };
  await it.person({ channel: "C0A" }).slash("/db stop shop");
  await vi.waitFor(() => expect(limitedAt).toBeGreaterThan(0));
  const began = Date.now();
  await it.person({ channel: "C0B" }).slash("/db stop shop");
  await it.person({ channel: "C0B" }).slash("/db up");
  await it.until("the answer in the other channel", () => it.slack.workspace.visible("C0B")[0]);
  await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(1));
  expect(Date.now() - began).toBeLessThan(300);
  await it.until("the answer in the limited one", () => it.slack.workspace.visible("C0A")[0]);
  const again = it.slack.calls.filter(
    ({ method, args }) => method === "chat.postMessage" && args["channel"] === "C0A",
  )[1];
  expect((again?.at ?? 0) - limitedAt).toBeGreaterThanOrEqual(1_990);
});

describe("17. no duplicate posts", () => {
  test("a post whose answer was lost is not sent again without saying so", async () => {
    await using it = await connected(() => [everybody]);
    let cut = 0;
    it.slack.fault = (method) => (method === "chat.postMessage" && cut++ === 0 ? { kind: "cut-after" } : undefined);
    await it.person().slash("/db stop shop");
    await vi.waitFor(() => expect(it.slack.workspace.visible()).toHaveLength(2));
    expect(JSON.stringify(it.slack.workspace.visible()[0]?.blocks)).not.toContain("Sent again");
    expect(JSON.stringify(it.slack.workspace.visible()[1]?.blocks)).toContain("Sent again");
  });

  test("an edit whose answer was lost is made again: it changes nothing", async () => {
    await using it = await connected(async function* () {
      yield { tone: "working", title: "stopping", audience: "channel" };
      await sleep(50);
      yield everybody;
    });
    let cut = 0;
    it.slack.fault = (method) => (method === "chat.update" && cut++ === 0 ? { kind: "cut-after" } : undefined);
    await it.person().slash("/db stop shop");
    await vi.waitFor(() => expect(cut).toBe(2), { timeout: 5_000 });
    expect(it.slack.workspace.visible()).toHaveLength(1);
  });
});

describe("an alert", () => {
  const crashed: Reply = { tone: "error", title: "shop crashed" };

  test("comes in the thread that the database came from, and mentions its owner", async () => {
    await using it = await connected(() => [everybody]);
    it.chat.tell({ channel: "C0OPS", thread: "4.4", owners: ["U0ANN"] }, crashed);
    const message = await it.until("the alert", () => it.slack.workspace.visible("C0OPS")[0]);
    expect(message.thread).toBe("4.4");
    expect(JSON.stringify(message.blocks)).toContain('"type":"user","user_id":"U0ANN"');
  });

  test("of a channel where the bot cannot write goes to the owner", async () => {
    await using it = await connected(() => [everybody]);
    it.slack.workspace.foreign.add("C0OPS");
    it.chat.tell({ channel: "C0OPS", owners: ["U0ANN"] }, crashed);
    expect((await it.until("the alert", () => it.slack.workspace.visible("D0ANN")[0])).text).toBe("shop crashed");
  });
});

test("alerts wait behind replies and come as one message that mentions the owner", async () => {
  await using it = await connected(() => [everybody]);
  for (let index = 0; index < 30; index++) {
    it.chat.tell({ channel: "C0OPS", owners: ["U0ANN"] }, { tone: "error", title: `shop-${index} crashed` });
  }
  const message = await it.until("the alert", () => it.slack.workspace.visible("C0OPS")[0]);
  expect(message.text).toContain("30 things happened");
  expect(JSON.stringify(message.blocks)).toContain('"type":"user","user_id":"U0ANN"');
  expect(JSON.stringify(message.blocks)).toContain("and 20 more");
});

describe("a message to one person alone", () => {
  const secret: Reply = {
    tone: "ok",
    title: "ann shares shop with you",
    audience: "caller",
    blocks: [
      { kind: "secret", label: "Connection string", value: new Secret("redis://app:pw@db:1"), again: "/db url shop" },
    ],
  };

  test("goes to their conversation with the bot, secret and all", async () => {
    await using it = await connected(() => [everybody]);
    expect(await it.chat.send("U0BOB", secret)).toBe(true);
    expect(JSON.stringify(it.slack.workspace.visible("D0BOB"))).toContain("redis://app:pw@db:1");
  });

  test("that Slack refuses is known to be lost; one whose answer was lost counts as sent, and is sent once", async () => {
    await using it = await connected(() => [everybody]);
    it.slack.fault = () => refused("user_not_found");
    expect(await it.chat.send("U0GONE", secret)).toBe(false);
    it.slack.fault = (method) => (method === "chat.postMessage" ? { kind: "cut-after" } : undefined);
    expect(await it.chat.send("U0BOB", secret)).toBe(true);
    expect(it.slack.workspace.visible("D0BOB")).toHaveLength(1);
  });
});
