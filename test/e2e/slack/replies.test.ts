import { describe, expect, test, vi } from "vitest";
import type { Block, Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Connected } from "#test/support/loopback-slack/connected.ts";
import { dispatchingBot } from "#test/support/loopback-slack/dispatching-bot.ts";
import type { Message } from "#test/support/loopback-slack/web-api.ts";

const SECRET = "postgresql://app:q7ZkT0eWm3vXy9Lr@db:20001/shop";

async function answer(it: Connected, line: string): Promise<Message> {
  const before = it.slack.workspace.messages.length;
  await it.person().slash(line);
  return it.until(`an answer to ${line.slice(0, 80)}`, () => it.slack.workspace.messages[before]);
}

function reply(blocks: readonly Block[], more: Partial<Reply> = {}): () => readonly Reply[] {
  return () => [{ tone: "ok", title: "title", audience: "caller", blocks, ...more }];
}

const shown = (message: Message): string => JSON.stringify(message.blocks);

describe("5. total parser", () => {
  test.each([
    ["/db fly", "There is no command"],
    ["/db logs a b c", "b"],
    ["/db up postgres --port=99", "1024"],
    ["/db up postgres --nmae shop", "--name"],
    [`/db logs ${"X".repeat(10_000)}`, "expected a name"],
    ["/db logs a\u0007b", "control character"],
    ['/db up "postgres', "never closed"],
    ["/unheard of", "There is no command"],
  ])("%s gets one private answer in words", async (line, part) => {
    await using it = await connected(dispatchingBot());
    const message = await answer(it, line);
    expect(message.user).toBe("U0ANN");
    expect(`${message.text} ${shown(message)}`).toContain(part);
    expect(shown(message)).not.toMatch(/\.ts:\d+|at async/);
    expect(it.slack.workspace.messages).toHaveLength(1);
  });
});

describe("6. help", () => {
  test.each(["/db help", "/db help up", "/db up --help", "/help", "/db logs help"])(
    "%s is private and fits",
    async (line) => {
      await using it = await connected(dispatchingBot());
      const message = await answer(it, line);
      expect(message.user).toBe("U0ANN");
      expect(message.text).toMatch(/^(What|\/db)/);
    },
  );

  test("an empty command opens a form with the commands; where Slack does not open it, help comes in words", async () => {
    await using it = await connected(dispatchingBot());
    await it.person().slash("/db");
    await vi.waitFor(() => expect(it.slack.workspace.views).toHaveLength(1));
    expect(it.slack.workspace.messages).toEqual([]);
    it.slack.fault = (method) =>
      method === "views.open" ? { kind: "answer", body: { ok: false, error: "expired_trigger_id" } } : undefined;
    expect((await answer(it, "/db")).text).toContain("What /db can do");
  });
});

describe("7. text normalisation", () => {
  test.each([
    ["/db up postgres —name shop", { kind: "postgres", name: "shop" }],
    ["/db up postgres –-name=shop", { kind: "postgres", name: "shop" }],
    ["/db up ‘postgres’ --name ‘shop’", { kind: "postgres", name: "shop" }],
    ["/db up “postgres” name=shop", { kind: "postgres", name: "shop" }],
    ["/db up\u00a0postgres\u200b --name\u00a0shop", { kind: "postgres", name: "shop" }],
    ["/db up <http://web.local|web.local>", { kind: "web.local" }],
    ["/db up <mailto:a@b.c|a@b.c>", { kind: "a@b.c" }],
    ["/db up <@U1|ann>", { kind: "@U1" }],
    ["/db up <#C1|ops>", { kind: "#C1" }],
    ["/db up &lt;a&amp;b&gt;", { kind: "<a&b>" }],
  ])("%s", async (line, input) => {
    await using it = await connected(dispatchingBot());
    const message = await answer(it, line);
    const [, json = "{}"] =
      /ran db up (\{.*?\})/.exec(
        message.text.replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">"),
      ) ?? [];
    expect(JSON.parse(json)).toMatchObject(input);
  });
});

test("8. no markup injection: nothing in a reply can ping, link or break out", async () => {
  const evil = "<!channel> <@U1> <https://evil|ok> & ``` *bold* :tada:";
  await using it = await connected(
    reply(
      [
        { kind: "text", text: evil },
        { kind: "fields", fields: { [evil]: evil } },
        { kind: "table", columns: [evil], rows: [[evil]] },
        { kind: "log", name: evil, text: evil, truncated: false },
      ],
      { title: evil, audience: "channel", actions: [{ label: evil, command: `/db stop '${evil}'`, danger: true }] },
    ),
  );
  const message = await answer(it, `/db stop ${evil}`);
  // The validator refuses every bare < in text that Slack reads as markup; rich text is not read.
  expect(message.text).toContain("&lt;!channel&gt;");
  const marked = [...shown(message).matchAll(/"type":"mrkdwn","text":"([^"]*)"/g)].map(([, text]) => text);
  expect(marked.join()).not.toMatch(/<[!@#h]/);
  expect(shown(message)).not.toContain('"type":"user"');
  expect(shown(message)).not.toContain('"type":"link"');
});

describe("9. limits", () => {
  const emoji = "👩‍💻漢字".repeat(60);
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => [`shop-${index}`, emoji, "x".repeat(300)]);
  test.each([
    ["no containers", [{ kind: "table", columns: ["a", "b", "c"], rows: [] }]],
    ["one", [{ kind: "table", columns: ["a", "b", "c"], rows: rows(1) }]],
    ["a thousand", [{ kind: "table", columns: ["a", "b", "c"], rows: rows(1_000) }]],
    [
      "a hundred rows that are short",
      [{ kind: "table", columns: ["a"], rows: Array.from({ length: 120 }, (_, i) => [`${i}`]) }],
    ],
    ["thirty columns", [{ kind: "table", columns: Array.from({ length: 30 }, (_, i) => `c${i}`), rows: [["x"]] }]],
    [
      "two tables",
      [
        { kind: "table", columns: ["a"], rows: rows(3) },
        { kind: "table", columns: ["b"], rows: rows(9) },
      ],
    ],
    ["5 MB of log", [{ kind: "log", name: "shop", text: "a long line\n".repeat(450_000), truncated: false }]],
    [
      "a log of quotes and emoji",
      [{ kind: "log", name: "shop", text: `"\\${emoji}\u0007`.repeat(40), truncated: true }],
    ],
    ["a long text", [{ kind: "text", text: emoji.repeat(100) }]],
    [
      "sixty fields",
      [{ kind: "fields", fields: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}`, emoji])) }],
    ],
    ["many texts", Array.from({ length: 80 }, () => ({ kind: "text", text: "word ".repeat(50) }))],
    ["an empty text", [{ kind: "text", text: "" }]],
    ["progress", [{ kind: "progress", label: emoji, done: 3, total: 0, unit: "bytes" }]],
  ] as [string, Block[]][])("%s", async (_, blocks) => {
    await using it = await connected(
      reply(blocks, {
        actions: Array.from({ length: 40 }, (_, i) => ({
          label: emoji,
          command: `/db stop ${"x".repeat(300)}${i}`,
          danger: true,
        })),
      }),
    );
    const message = await answer(it, "/db list");
    expect(message.text).toBeTruthy();
    // What does not fit is a file and the message says so.
    if (it.slack.workspace.files.length > 0) expect(shown(message)).toMatch(/file|the end of it/);
  });

  test("a title of 5,000 emoji, a hint of 5,000, a label of none", async () => {
    const problem = { code: "bad-input", message: emoji.repeat(20), hint: emoji.repeat(20) };
    await using it = await connected(
      reply([], { tone: "error", title: emoji.repeat(20), problem, actions: [{ label: "", command: "/db list" }] }),
    );
    await answer(it, "/db list");
  });
});

describe("10. block fallback", () => {
  test.each(["invalid_blocks", "msg_blocks_too_long"])(
    "after %s the same content arrives in basic blocks",
    async (error) => {
      await using it = await connected(
        reply([{ kind: "table", columns: ["name"], rows: [["shop"]] }], { audience: "channel" }),
      );
      it.slack.fault = (method, { blocks }) =>
        method === "chat.postMessage" && String(blocks).includes('"table"')
          ? { kind: "answer", body: { ok: false, error } }
          : undefined;
      const message = await answer(it, "/db stop shop");
      expect(shown(message)).toContain("shop");
      expect(message.blocks.map(({ type }) => type)).not.toContain("table");
    },
  );

  test.each(["chat.postMessage", "response_url"])(
    "by %s its text arrives where Slack takes no blocks at all, and says that there was more",
    async (method) => {
      const audience = method === "response_url" ? "caller" : "channel";
      await using it = await connected(
        reply([{ kind: "table", columns: ["name"], rows: [["shop"]] }], { audience, title: "1 database" }),
      );
      it.slack.fault = (called, { blocks }) => {
        const list: unknown = typeof blocks === "string" ? JSON.parse(blocks) : blocks;
        const refused = called === method && Array.isArray(list) && list.length > 0;
        return refused ? { kind: "answer", body: { ok: false, error: "invalid_blocks" } } : undefined;
      };
      const message = await answer(it, "/db list");
      expect(message.text).toMatch(/^1 database\n.*the rest of this message/);
      expect(it.slack.workspace.messages).toHaveLength(1);
    },
  );

  test("by response_url too", async () => {
    await using it = await connected(reply([{ kind: "table", columns: ["name"], rows: [["shop"]] }]));
    it.slack.fault = (method, { blocks }) =>
      method === "response_url" && JSON.stringify(blocks).includes('"table"')
        ? { kind: "status", status: 400, body: "invalid_blocks" }
        : undefined;
    expect(shown(await answer(it, "/db list"))).toContain("shop");
  });
});

describe("12. secrets", () => {
  const secret: Block = {
    kind: "secret",
    label: "Connection string",
    value: new Secret(SECRET),
    again: "/db url shop",
  };

  test("reach the caller alone, whatever the reply says of its audience", async () => {
    await using it = await connected(function* () {
      yield { tone: "working", title: "Starting", audience: "channel" };
      yield {
        tone: "ok",
        title: "ready",
        audience: "channel",
        blocks: [secret, { kind: "log", name: "l", text: "x".repeat(9_000), truncated: false }],
      };
    });
    await it.person().slash("/db up postgres");
    const message = await it.until("the secret", () =>
      it.slack.workspace.visible().find((one) => shown(one).includes(SECRET)),
    );
    expect(message.user).toBe("U0ANN");
    expect(message.text).toBe("ready");
    // The channel, which saw it begin, is not left waiting.
    await it.until("the end", () =>
      it.slack.workspace.visible("C0OPS").find((one) => one.user === undefined && one.text.startsWith("Done")),
    );
    const elsewhere = JSON.stringify([
      it.slack.calls.filter(({ method }) => method !== "chat.postEphemeral"),
      it.slack.workspace.files.map(({ bytes }) => new TextDecoder().decode(bytes)),
      it.logged,
      message.blocks.filter(({ type }) => type === "actions"),
    ]);
    expect(elsewhere).not.toContain("q7ZkT0eWm3vXy9Lr");
    expect(it.slack.hooks.posts.every(({ body }) => body["response_type"] !== "in_channel")).toBe(true);
    expect(it.slack.hooks.posts[0]?.body).toMatchObject({ unfurl_links: false, unfurl_media: false });
  });

  test("come again by Show again, and as a direct message when asked for", async () => {
    await using it = await connected(reply([secret]));
    const message = await answer(it, "/db up postgres");
    await it.person().press(message, "Show again");
    await vi.waitFor(() => expect(it.bot.lines).toEqual(["/db up postgres", "/db url shop"]));
    await it.person().press(message, "Send me a DM");
    const direct = await it.until("the direct message", () => it.slack.workspace.visible("D0ANN")[0]);
    expect(shown(direct)).toContain(SECRET);
  });

  test("are not in the log, whatever fails", async () => {
    await using it = await connected(reply([secret]));
    it.slack.fault = (method) =>
      method === "response_url" || method.startsWith("chat.") ? { kind: "status", status: 500 } : undefined;
    await it.person().slash("/db up postgres");
    await vi.waitFor(() => expect(it.slack.calls.map(({ method }) => method)).toContain("chat.postEphemeral"));
    expect(JSON.stringify(it.logged)).not.toContain("q7ZkT0eWm3vXy9Lr");
  });
});
