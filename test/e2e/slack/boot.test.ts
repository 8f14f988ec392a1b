import { spawn } from "node:child_process";
import { describe, expect, test, vi } from "vitest";
import { start } from "#chat/slack/index.ts";
import type { SlackSettings } from "#chat/slack/index.ts";
import type { Log } from "#chat/slack/settings.ts";
import { Problem } from "#core/problem.ts";
import { connected, settingsFor } from "#test/support/loopback-slack/connected.ts";
import { otherMachines } from "#test/support/loopback-slack/outbound.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";
import { startSlack } from "#test/support/loopback-slack/server.ts";
import type { LoopbackSlack } from "#test/support/loopback-slack/server.ts";

describe("1. loopback purity", () => {
  // That nothing else is sent to another machine is checked at the end of every test that is connected.
  test("what somebody sends as an address of theirs is not called", async () => {
    await using it = await connected(() => [{ tone: "ok", title: "done", audience: "caller" }]);
    await it.person().slash("/db list", { response_url: "http://169.254.169.254/latest" });
    expect((await it.until("the answer", () => it.slack.workspace.visible()[0])).user).toBe("U0ANN");
    expect(otherMachines()).toEqual([]);
  });

  test("nor is an address for the socket that is not on the host of the API", async () => {
    const slack = await startSlack();
    const apiUrl = slack.apiUrl.replace("127.0.0.1", "localhost");
    expect((await problemOf(slack, { apiUrl })).message).toContain("its address for Socket Mode is no good");
    expect(slack.sockets.size).toBe(0);
    await slack.close();
  });
});

async function problemOf(slack: LoopbackSlack, more: Partial<SlackSettings> = {}): Promise<Problem> {
  const log = vi.fn<Log>();
  const settings = { ...settingsFor(slack, "socket"), ...more };
  const problem = await start({ bot: new ScriptedBot(() => []), settings, log }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(Problem);
  const { message, hint } = problem as Problem;
  expect(`${message} ${hint} ${JSON.stringify(log.mock.calls)}`).not.toMatch(/xoxb-|xapp-1-|ticket/);
  return problem as Problem;
}

describe("2. fail-fast boot", () => {
  test.each([
    ["a bot token that Slack does not know", { botToken: "xoxb-wrong" }, "SLACK_BOT_TOKEN (invalid_auth)"],
    [
      "an app token that Slack does not know",
      { mode: { kind: "socket", appToken: "xapp-1-A1-1-no" } },
      "SLACK_APP_TOKEN (invalid_auth)",
    ],
  ] as [string, Partial<SlackSettings>, string][])("%s", async (_, settings, part) => {
    const slack = await startSlack();
    expect((await problemOf(slack, settings)).message).toContain(part);
    await slack.close();
  });

  test("tokens in each other's place", async () => {
    const slack = await startSlack();
    const swapped = start({
      bot: new ScriptedBot(() => []),
      log: () => undefined,
      settings: { ...settingsFor(slack, "socket"), botToken: "xapp-1" },
    });
    await expect(swapped).rejects.toThrow("SLACK_BOT_TOKEN is no bot token");
    await slack.close();
  });

  test("a scope that the app lacks is named with its reason", async () => {
    const slack = await startSlack();
    slack.workspace.scopes = ["commands", "chat:write"];
    expect((await problemOf(slack)).message).toContain("files:write (long logs");
    await slack.close();
  });

  test("an API that cannot be reached", async () => {
    const slack = await startSlack();
    const { hint } = await problemOf(slack, { apiUrl: "http://127.0.0.1:1/api/" });
    expect(hint).toContain("SLACK_API_URL");
    await slack.close();
  });

  test.each([
    ["an API that does not answer", (slack: LoopbackSlack) => (slack.fault = () => ({ kind: "hang" }))],
    ["a socket on which no hello is said", (slack: LoopbackSlack) => (slack.greets = false)],
  ])("%s", async (_, silence) => {
    const slack = await startSlack();
    silence(slack);
    const began = Date.now();
    await problemOf(slack, { startMs: 500 });
    expect(Date.now() - began).toBeLessThan(2_000);
    await slack.close();
  });

  test("a program that only starts it ends by itself, with one readable line and no unhandled rejection", async () => {
    const slack = await startSlack();
    slack.fault = (method) => (method === "apps.connections.open" ? { kind: "status", status: 500 } : undefined);
    const settings = JSON.stringify({ ...settingsFor(slack, "socket"), startMs: 3_000 });
    const code = `const { start } = await import("#chat/slack/index.ts");
      process.on("unhandledRejection", () => { console.log("unhandled"); process.exit(9); });
      try { await start({ bot: { commands: { all: new Map() } }, settings: ${settings}, log: () => {} }); }
      catch (error) { console.log(error.message); process.exitCode = 2; }`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output: Buffer[] = await Array.fromAsync(child.stdout as AsyncIterable<Buffer>);
    expect(child.exitCode ?? (await new Promise((resolve) => child.on("exit", resolve)))).toBe(2);
    expect(Buffer.concat(output).toString().trim().split("\n")).toHaveLength(1);
    await slack.close();
  });
});
