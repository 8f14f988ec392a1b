import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import type { Reply } from "#core/reply.ts";
import { startHealth } from "#chat/health.ts";
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

  test(
    "a peer that is silent is given up, and the health endpoint tells what is left",
    { timeout: 40_000 },
    async () => {
      await using it = await connected(() => [done]);
      await both(it);
      const health = await startHealth({ port: 0, chats: { slack: () => it.chat.health() } });
      const state = async () => {
        const response = await fetch(`http://127.0.0.1:${health.port}/health`);
        return { status: response.status, ...((await response.json()) as { slack: { state: string } }).slack };
      };
      expect(await state()).toMatchObject({ status: 200, state: "connected" });

      it.slack.fault = (method) => (method === "apps.connections.open" ? { kind: "status", status: 500 } : undefined);
      const [silent, other] = [...it.slack.sockets];
      silent?.pause();
      other?.terminate();
      await vi.waitFor(async () => expect(await state()).toMatchObject({ status: 503, state: "down" }), {
        timeout: 30_000,
      });
      it.slack.fault = () => undefined;
      await both(it, [silent]);
      await health.stop();
    },
  );

  test(
    "through an outage of the API it tries again, less and less often, and comes back",
    { timeout: 40_000 },
    async () => {
      await using it = await connected(() => [done]);
      await both(it);
      let turn = 0;
      const tries: number[] = [];
      it.slack.fault = (method) => {
        if (method !== "apps.connections.open") return undefined;
        tries.push(Date.now());
        return turn++ % 2 === 0
          ? { kind: "status", status: 500 }
          : { kind: "status", status: 429, headers: { "retry-after": "1" } };
      };
      for (const socket of it.slack.sockets) socket.terminate();
      await sleep(6_000);
      expect(it.chat.health().state).toBe("down");
      expect(tries.length).toBeLessThan(20);
      it.slack.fault = () => undefined;
      await both(it);
      await it.person().slash("/db stop shop");
      await it.until("the answer", () => it.slack.workspace.visible()[0]);
    },
  );
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
