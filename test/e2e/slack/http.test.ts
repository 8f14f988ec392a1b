import { connect } from "node:net";
import { once } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Connected } from "#test/support/loopback-slack/connected.ts";
import { bodyOf, postSigned } from "#test/support/loopback-slack/person.ts";
import type { Signing } from "#test/support/loopback-slack/person.ts";

const now = () => Math.floor(Date.now() / 1_000);
const FORM = "application/x-www-form-urlencoded";
let count = 0;

function command(): string {
  return bodyOf("slash_commands", {
    command: "/db",
    text: "list",
    team_id: "T0001",
    user_id: "U0ANN",
    channel_id: "C0OPS",
    trigger_id: `t${count++}`,
  });
}

function http(): Promise<Connected> {
  return connected(() => [{ tone: "ok", title: "done", audience: "channel" }], { mode: "http" });
}

describe("21. HTTP hardening", () => {
  test.each([
    ["a wrong secret", { secret: "wrong" }],
    ["a signature of six minutes ago", { atSeconds: now() - 360 }],
    ["a timestamp of six minutes ahead", { atSeconds: now() + 360 }],
    ["a timestamp that is no number", { headers: { "x-slack-request-timestamp": "soon" } }],
    ["no signature", { headers: { "x-slack-signature": "" } }],
  ] as [string, Signing][])("%s is 401 and does nothing", async (_, signing) => {
    await using it = await http();
    expect((await postSigned(it.url ?? "", command(), FORM, signing)).status).toBe(401);
    expect(it.bot.lines).toEqual([]);
  });

  test("unsigned is 401", async () => {
    await using it = await http();
    const unsigned = await fetch(it.url ?? "", { method: "POST", body: command(), headers: { "content-type": FORM } });
    expect(unsigned.status).toBe(401);
  });

  test("a replay is 401, and what it asked for is done once", async () => {
    await using it = await http();
    const body = command();
    const at = now();
    const replies = [];
    for (let time = 0; time < 3; time++)
      replies.push((await postSigned(it.url ?? "", body, FORM, { atSeconds: at })).status);
    expect(replies).toEqual([200, 401, 401]);
    await vi.waitFor(() => expect(it.bot.lines).toEqual(["/db list"]));
  });

  test("a body above the limit is 413", async () => {
    await using it = await http();
    expect((await postSigned(it.url ?? "", `text=${"x".repeat(2_000_000)}`)).status).toBe(413);
  });

  test("ssl_check and url_verification are answered", async () => {
    await using it = await http();
    expect((await postSigned(it.url ?? "", "ssl_check=1&token=x")).status).toBe(200);
    const verified = await postSigned(
      it.url ?? "",
      JSON.stringify({ type: "url_verification", challenge: "c1" }),
      "application/json",
    );
    expect(await verified.json()).toEqual({ challenge: "c1" });
  });

  test("a charset in the content type does no harm", async () => {
    await using it = await http();
    expect((await postSigned(it.url ?? "", command(), `${FORM};charset=UTF-8`)).status).toBe(200);
    await vi.waitFor(() => expect(it.bot.lines).toEqual(["/db list"]));
  });

  test("other paths and methods are 404, and it listens on the loopback address alone unless told otherwise", async () => {
    await using it = await http();
    expect((await fetch(new URL("/", it.url))).status).toBe(404);
    expect((await fetch(it.url ?? "")).status).toBe(404);
    expect(it.chat.health().detail).toContain("127.0.0.1:");
  });

  test("somebody who sends a request a byte at a time is cut off", { timeout: 20_000 }, async () => {
    await using it = await http();
    const socket = connect(it.chat.port ?? 0, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("POST /slack/events HTTP/1.1\r\nHost: x\r\n");
    const dripping = setInterval(() => socket.write("X"), 500);
    socket.resume();
    await once(socket, "close");
    clearInterval(dripping);
  });
});
