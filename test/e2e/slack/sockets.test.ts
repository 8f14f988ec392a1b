import { describe, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Connected } from "#test/support/loopback-slack/connected.ts";

const done: Reply = { tone: "ok", title: "done", audience: "channel" };

/** Two sockets, none of them one of these. */
async function both(it: Connected, old: readonly unknown[] = []): Promise<void> {
  await vi.waitFor(
    () => {
      expect([...it.slack.sockets].filter((socket) => !old.includes(socket))).toHaveLength(2);
      expect(it.chat.health().state).toBe("connected");
    },
    { timeout: 15_000 },
  );
}

describe("22. socket resilience", () => {
  test("while one socket is refreshed the other answers, and then there are two again", async () => {
    await using it = await connected(() => [done]);
    await both(it);
    const [first] = [...it.slack.sockets];
    first?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    const began = Date.now();
    await it.person().slash("/db stop shop");
    expect(Date.now() - began).toBeLessThan(500);
    await vi.waitFor(() => expect(it.slack.sockets.has(first as never)).toBe(false));
    await both(it);
    expect(Date.now() - began).toBeLessThan(2_000);
  });

  test("a cut connection comes back, and one that Slack has too many of waits before it does", async () => {
    await using it = await connected(() => [done]);
    await both(it);
    const first = [...it.slack.sockets];
    for (const socket of first) socket.terminate();
    await both(it, first);
    const second = [...it.slack.sockets];
    for (const socket of second) socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
    await both(it, second);
    await it.person().slash("/db stop shop");
    await it.until("the answer", () => it.slack.workspace.visible()[0]);
  });
});

describe.each(["socket", "http"] as const)("23. graceful stop (%s)", (mode) => {
  test("what runs is finished and delivered, what comes meanwhile is told that the bot restarts", async () => {
    const over = Promise.withResolvers<void>();
    await using it = await connected(
      async function* () {
        yield { tone: "working", title: "stopping", audience: "channel" };
        await over.promise;
        yield done;
      },
      { mode },
    );
    await it.person().slash("/db stop shop");
    await it.until("the progress", () => it.slack.workspace.visible()[0]);
    const stopped = it.chat.stop();
    expect(await it.person().slash("/db stop other")).toMatchObject({ text: expect.stringContaining("restarting") });
    over.resolve();
    await stopped;
    expect(it.slack.workspace.visible()[0]?.text).toBe("done");
    expect(it.bot.lines).toEqual(["/db stop shop"]);
    if (mode === "socket") await vi.waitFor(() => expect(it.slack.closeCodes).toEqual([1000, 1000]));
  });

  test("what does not end in its time is cancelled, and says so", async () => {
    await using it = await connected(
      async function* (_, { signal }) {
        yield { tone: "working", title: "stopping", audience: "channel" };
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        yield { tone: "warning", title: "Cancelled.", audience: "channel" };
      },
      { mode, settings: { drainMs: 200 } },
    );
    await it.person().slash("/db stop shop");
    await it.until("the progress", () => it.slack.workspace.visible()[0]);
    await it.chat.stop();
    expect(it.slack.workspace.visible()[0]?.text).toBe("Cancelled.");
  });
});
