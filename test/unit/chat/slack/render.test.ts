import { describe, expect, test } from "vitest";
import { render } from "#chat/slack/render.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { readMessage } from "./read-message.ts";

const sign = (line: string) => `signed:${line}`;
const up: Reply = {
  tone: "ok",
  title: "shop is ready, after 1.9 s",
  audience: "caller",
  blocks: [
    { kind: "secret", label: "Connection string", value: new Secret("postgresql://a:b@h:1/x"), again: "/db url shop" },
    { kind: "fields", fields: { Address: "h:1", Ends: "in 8 h" } },
  ],
  actions: [{ label: "Remove", command: "/db down shop", danger: true }],
};

describe("a reply as it reads in Slack", () => {
  test("a database that is ready", () => {
    expect(readMessage(up)).toMatchInlineSnapshot(`
      ":white_check_mark: shop is ready, after 1.9 s
      Connection string (only you see this)
        postgresql://a:b@h:1/x
      Address: h:1
      Ends: in 8 h

      [Show again] [Send me a DM] [Remove!]"
    `);
    expect(render(up, { sign }).text).toBe("shop is ready, after 1.9 s");
    expect(render(up, { sign }).secret).toBe(true);
  });

  test("a list for the channel, with who asked", () => {
    const rows = [
      ["shop", "running", ""],
      ["blog", "stopped", "2 h"],
    ];
    const reply: Reply = {
      tone: "ok",
      title: "2 databases",
      blocks: [{ kind: "table", columns: ["Name", "State", "Ends"], rows }],
    };
    expect(readMessage(reply, ["ann · /db list"])).toMatchInlineSnapshot(`
      ":white_check_mark: 2 databases
      Name | State | Ends
      shop | running | –
      blog | stopped | 2 h
      ann · /db list"
    `);
  });

  test("progress", () => {
    const reply: Reply = {
      tone: "working",
      title: "Starting PostgreSQL",
      blocks: [{ kind: "progress", label: "pulling postgres:16", done: 10_500_000, total: 30_000_000, unit: "bytes" }],
    };
    expect(readMessage(reply)).toMatchInlineSnapshot(`
      ":hourglass_flowing_sand: Starting PostgreSQL
      pulling postgres:16  ▰▰▰▰▱▱▱▱▱▱▱▱ 35 %  10 MiB of 28.6 MiB"
    `);
  });

  test("a mistake, with the line that puts it right", () => {
    const message = 'There is no command /db fly. Did you mean "/db url"?';
    const reply: Reply = {
      tone: "error",
      title: message,
      problem: { code: "unknown-command", message, hint: "/db url" },
    };
    expect(readMessage(reply)).toMatchInlineSnapshot(`
      ":x: There is no command /db fly. Did you mean "/db url"?
      Type /db url"
    `);
  });

  test("a question", () => {
    const question = "Remove shop?\nIts container and its 120 MiB of data go for good.";
    const reply: Reply = {
      tone: "warning",
      title: question,
      problem: { code: "needs-confirmation", message: question, hint: "/db down shop --yes" },
      confirm: { question, command: "/db down shop --yes" },
    };
    expect(readMessage(reply)).toMatchInlineSnapshot(`
      ":warning: Remove shop?
      Its container and its 120 MiB of data go for good.
      [Yes, do it!] [Cancel]"
    `);
  });

  test("a crash with its log", () => {
    const reply: Reply = {
      tone: "error",
      title: "shop ended with exit code 1",
      blocks: [
        {
          kind: "log",
          name: "the end of its log",
          text: "\u001b[31mFATAL\u001b[0m: no space left\n",
          truncated: false,
        },
      ],
    };
    expect(readMessage(reply)).toMatchInlineSnapshot(`
      ":x: shop ended with exit code 1
      the end of its log
        FATAL: no space left"
    `);
  });
});
