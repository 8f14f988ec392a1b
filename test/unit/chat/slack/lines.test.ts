import { describe, expect, test } from "vitest";
import { appOf, refusal } from "#chat/slack/identity.ts";
import { formWanted } from "#chat/lines.ts";
import { withoutTickets } from "#chat/slack/logger.ts";
import { Prefix } from "#chat/slack/prefix.ts";
import { createSigner } from "#chat/slack/signature.ts";
import { clean, cut, endOf } from "#chat/slack/text.ts";
import { ScriptedBot } from "#test/support/loopback-slack/scripted-bot.ts";

const { commands } = new ScriptedBot(() => []);

describe("a form is offered", () => {
  test.each([
    ["/db", { kind: "choice", group: "db" }],
    ["/db up", { kind: "values", path: "db up", given: {} }],
    ["/DB Up —name shop", { kind: "values", path: "db up", given: { name: "shop" } }],
  ])("for %s", (line, wanted) => expect(formWanted(commands, line)).toEqual(wanted));

  test.each([
    "/db up postgres",
    "/db help",
    "/db up --help",
    "/db up help",
    "/db list",
    "/db fly",
    "/db up --nope",
    "/nope",
    "",
    '/db up "',
  ])("not for %s", (line) => expect(formWanted(commands, line)).toBeUndefined());
});

test("a signed line comes back as it was; changed, of another team, or old it does not", () => {
  let now = 1_000_000;
  const options = { secret: "xoxb-1", team: "T1", now: () => now, nonce: () => "n1", lifeMs: 1_000 };
  const signer = createSigner(options);
  const value = signer.sign("/db stop 'a\nb'") ?? "";
  expect(signer.read(value)).toEqual({ line: "/db stop 'a\nb'", nonce: "n1" });
  expect(signer.read(value.replace("stop", "down"))).toBe("forged");
  expect(createSigner({ ...options, team: "T2" }).read(value)).toBe("forged");
  expect(createSigner({ ...options, secret: "xoxb-2" }).read(value)).toBe("forged");
  now += 1_001;
  expect(signer.read(value)).toBe("old");
  expect(signer.sign("x".repeat(2_000))).toBeUndefined();
});

test("commands are shown with the prefix, paths and words are not", () => {
  const prefix = new Prefix("ls-", ["db", "host"]);
  expect(prefix.shown("Type /db url shop, or /host list; not /var/db or /dbs")).toBe(
    "Type /ls-db url shop, or /ls-host list; not /var/db or /dbs",
  );
  expect(prefix.typed("/ls-db")).toBe("/db");
  expect(prefix.typed("/db")).toBe("/db");
});

test("the app is read off its token, and a delivery for another one is refused", () => {
  expect(appOf("xapp-1-A0123-45-abc")).toBe("A0123");
  const identity = { team: "T1", botUser: "U0", botName: "bot", app: "A1" };
  expect(refusal(identity, { api_app_id: "A1", team_id: "T1" })).toBeUndefined();
  expect(refusal(identity, { api_app_id: "A2", team_id: "T1" })).toContain("another app");
  expect(refusal(identity, { team_id: "T1", user: { id: "U1", team_id: "T2" } })).toContain("another workspace");
});

test("what is logged holds no token and no ticket", () => {
  const text =
    "xoxb-1-2-abc xapp-1-A-2-f https://hooks.slack.com/commands/T1/2/abc wss://wss.slack.com/link/?ticket=abc";
  expect(withoutTickets(text)).toBe("[token] [token] https://hooks.slack.com/… wss://wss.slack.com/…");
});

test("texts are cut between characters and made visible", () => {
  expect(cut("ab🚀cd", 4)).toBe("ab…");
  expect(endOf("one\ntwo\nthree", 9)).toBe("three");
  expect(clean("\u001b[31mred\u001b[0m\u202e\u0007")).toBe(String.raw`red\u{202e}\x07`);
});
