import { describe, expect, test, vi } from "vitest";
import type { Block, Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-slack/connected.ts";
import type { Connected } from "#test/support/loopback-slack/connected.ts";
import type { Message } from "#test/support/loopback-slack/web-api.ts";

async function answer(it: Connected, line: string): Promise<Message> {
  await it.person().slash(line);
  return it.until(`an answer to ${line}`, () => it.slack.workspace.messages[0]);
}

function reply(blocks: readonly Block[], more: Partial<Reply> = {}): () => readonly Reply[] {
  return () => [{ tone: "ok", title: "title", audience: "caller", blocks, ...more }];
}

const shown = (message: Message): string => JSON.stringify(message.blocks);

describe("11. log delivery", () => {
  const log = (text: string): Block => ({ kind: "log", name: "shop", text, truncated: false });
  const long = Array.from({ length: 2_000 }, (_, index) => `${index} naïve “line” 漢字`).join("\n");

  test("a short one stands in the message", async () => {
    await using it = await connected(reply([log("ready to accept connections")]));
    expect(shown(await answer(it, "/db logs shop"))).toContain("ready to accept connections");
    expect(it.slack.workspace.files).toEqual([]);
  });

  test("a long one is a file with its exact bytes, the end in the message; a private one goes to the caller's conversation", async () => {
    await using it = await connected(reply([log(long)]));
    expect(shown(await answer(it, "/db logs shop"))).toContain("1999 naïve");
    await vi.waitFor(() => expect(it.slack.workspace.files[0]?.channel).toBe("D0ANN"));
    const [file] = it.slack.workspace.files;
    expect(file?.name).toBe("shop.log");
    expect(new TextDecoder().decode(file?.bytes)).toBe(long);
  });

  test("for the channel it is in the thread of the message", async () => {
    await using it = await connected(reply([log(long)], { audience: "channel" }));
    const message = await answer(it, "/db stop shop");
    await vi.waitFor(() => expect(it.slack.workspace.files[0]).toMatchObject({ channel: "C0OPS", thread: message.ts }));
  });

  test("an empty one is a message and no upload", async () => {
    await using it = await connected(reply([log("")]));
    expect(shown(await answer(it, "/db logs shop"))).toContain("(empty)");
    expect(it.slack.calls.map(({ method }) => method)).not.toContain("files.getUploadURLExternal");
  });

  test.each([
    ["files.getUploadURLExternal", { kind: "answer", body: { ok: false, error: "missing_scope" } }, "files:write"],
    ["upload", { kind: "status", status: 500 }, "could not be sent"],
    [
      "files.completeUploadExternal",
      { kind: "answer", body: { ok: false, error: "internal_error" } },
      "could not be sent",
    ],
  ] as const)("when %s fails the caller is told, and has the end of the log", async (failing, fault, part) => {
    await using it = await connected(reply([log(long)]));
    it.slack.fault = (method) => (method === failing ? fault : undefined);
    expect(shown(await answer(it, "/db logs shop"))).toContain("1999 naïve");
    await it.until("the explanation", () =>
      it.slack.workspace.visible("C0OPS").find((one) => one.user === "U0ANN" && one.text.includes(part)),
    );
  });
});

describe("a chart", () => {
  const png = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256);
  const chart: Block = { kind: "image", name: "shop.png", png, alt: "CPU of shop: 0.2 of 1 on average" };

  test("is an image for the channel with its exact bytes, in the thread of the message that describes it", async () => {
    await using it = await connected(reply([chart], { audience: "channel" }));
    const message = await answer(it, "/db stop shop");
    await vi.waitFor(() => expect(it.slack.workspace.files[0]).toMatchObject({ channel: "C0OPS", thread: message.ts }));
    expect(it.slack.workspace.files[0]).toMatchObject({ name: "shop.png", bytes: png });
    expect(shown(message)).toContain("CPU of shop: 0.2 of 1");
    const asked = it.slack.calls.find(({ method }) => method === "files.getUploadURLExternal");
    expect(asked?.args).toMatchObject({ alt_text: "CPU of shop: 0.2 of 1 on average" });
  });

  test("goes with everything else into one upload, where there is more", async () => {
    await using it = await connected(reply([chart, { kind: "file", name: "shop.json", bytes: Buffer.from("{}") }]));
    await answer(it, "/db list");
    await vi.waitFor(() => expect(it.slack.workspace.files.map(({ channel }) => channel)).toEqual(["D0ANN", "D0ANN"]));
    expect(it.slack.workspace.files.map(({ name }) => name)).toEqual(["shop.png", "shop.json"]);
    expect(it.slack.calls.filter(({ method }) => method === "files.completeUploadExternal")).toHaveLength(1);
  });
});
