import { gunzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { Block, Reply } from "#core/reply.ts";
import { connected } from "#test/support/loopback-discord/connected.ts";
import type { Connected } from "#test/support/loopback-discord/connected.ts";
import { buttonsOf, textOf } from "#test/support/loopback-discord/state.ts";
import type { Message, Thing } from "#test/support/loopback-discord/state.ts";

const V2 = 32_768;
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const answering = (...blocks: readonly Block[]) =>
  connected((): readonly Reply[] => [{ tone: "ok", title: "the answer", audience: "channel", blocks }]);

/** Asks, with what Discord says of files, and waits for the answer. */
async function asked(it: Connected, more: Thing = {}): Promise<Message> {
  it.person().command("db stop", { name: "shop" }, more);
  const message = await it.shown("the answer");
  expectWithinLimits(message);
  return message;
}

/** What holds of every message, whatever is in it. */
function expectWithinLimits({ flags, content, components, files, allowedMentions }: Message): void {
  const all: Thing[] = [];
  const walk = (component: Thing): void => {
    all.push(component);
    ((component["components"] ?? []) as readonly Thing[]).forEach(walk);
  };
  components.forEach(walk);
  const texts = all.flatMap(({ type, content: text }) => (type === 10 ? [String(text)] : []));
  expect(flags & V2).toBe(V2);
  expect(content).toBe("");
  expect(all.length).toBeLessThanOrEqual(40);
  expect(texts.every((text) => text.length > 0 && text.isWellFormed())).toBe(true);
  expect(texts.join("").length).toBeLessThanOrEqual(4_000);
  expect(allowedMentions).toMatchObject({ parse: [] });
  const referred = JSON.stringify(components).match(/attachment:\/\/[^"]+/g) ?? [];
  expect(referred.toSorted()).toEqual(files.map(({ name }) => `attachment://${name}`).toSorted());
  for (const { customId } of buttonsOf(components)) expect(customId).toMatch(/^ls1\..{1,95}$/s);
}

/** The buttons of a panel below a text, as messages were before there were panels. */
function withText({ discord }: Connected, { components, channel }: Message, content: string): Message {
  const inside = (components[0]?.["components"] ?? []) as readonly Thing[];
  const message = discord.workspace.add({ channel });
  discord.workspace.write(message, { content, components: inside.slice(-1) }, []);
  return message;
}

const fileOf = ({ files }: Message, name: string) => Buffer.from(files.find((file) => file.name === name)?.bytes ?? []);

test("17. a text of 20,000 characters is shown as far as there is room, and all that is left is a file", async () => {
  const lines = Array.from({ length: 400 }, (_, index) => `line ${index} 🐋 ${"한".repeat(40)}`);
  await using it = await answering({ kind: "text", text: lines.join("\n") });
  const message = await asked(it);
  const shown = textOf(message);
  const rest = fileOf(message, "rest.txt").toString();
  expect(shown).toContain("line 0 ");
  expect(rest).toContain("line 399 ");
  // Nothing is lost between the two.
  const all = shown.concat("\n", rest);
  for (const line of lines) expect(all).toContain(line);
});

test("17. of more than 25 fields and more than 40 components none is lost", async () => {
  const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Field ${index}`, `value-${index}-`]));
  const texts = Array.from({ length: 60 }, (_, index): Block => ({ kind: "text", text: `paragraph-${index}-` }));
  await using it = await answering({ kind: "fields", fields }, ...texts);
  const message = await asked(it);
  const all = `${textOf(message)}\n${fileOf(message, "rest.txt").toString()}`;
  for (let index = 0; index < 60; index++) {
    expect(all).toContain(`value-${index}-`);
    expect(all).toContain(`paragraph-${index}-`);
  }
});

test("17. a long log is a file, and its end stands in the message", async () => {
  const text = Array.from({ length: 2_000 }, (_, index) => `log line ${index}`).join("\n");
  await using it = await answering({ kind: "log", name: "web", text, truncated: false });
  const message = await asked(it);
  expect(textOf(message)).toContain("log line 1999");
  expect(fileOf(message, "web.log").toString()).toBe(text);
});

test("17. a log larger than Discord takes here is packed", async () => {
  const text = "the same line again\n".repeat(20_000);
  await using it = await answering({ kind: "log", name: "web", text, truncated: false });
  const message = await asked(it, { attachment_size_limit: 50_000 });
  const packed = fileOf(message, "web.log.gz");
  expect(packed.length).toBeLessThanOrEqual(50_000);
  expect(gunzipSync(packed).toString()).toBe(text);
  expect(textOf(message)).toContain("is packed");
});

test("17. one that is too large even then is its end, from the beginning of a line, and the message says so", async () => {
  const text = Array.from({ length: 8_000 }, (_, index) => `${index} ${crypto.randomUUID()} 한`).join("\n");
  await using it = await answering({ kind: "log", name: "web", text, truncated: false });
  const message = await asked(it, { attachment_size_limit: 50_000 });
  const end = fileOf(message, "web.log").toString();
  expect(end.length).toBeGreaterThan(20_000);
  expect(Buffer.byteLength(end)).toBeLessThanOrEqual(50_000);
  expect(text.endsWith(`\n${end}`)).toBe(true);
  expect(textOf(message)).toContain("holds the last");
});

test("17. more files than a message takes: the first ones, and the message names what is left out", async () => {
  const files = Array.from({ length: 14 }, (_, index): Block => ({
    kind: "file",
    name: `dump-${index}.bin`,
    bytes: Uint8Array.of(index + 1),
  }));
  await using it = await answering(...files);
  const message = await asked(it);
  expect(message.files.length).toBeLessThanOrEqual(10);
  expect(textOf(message)).toContain("dump-13.bin is left out");
});

test("17. fences, mentions and Markdown in what is shown stay text, and nobody is pinged", async () => {
  const hostile = "```\n@everyone <@3000000000000000002> <@&4> **bold** [click](https://evil.example) ```js";
  await using it = await answering(
    { kind: "text", text: hostile },
    { kind: "fields", fields: { [hostile]: hostile } },
    { kind: "log", name: "@here", text: hostile, truncated: false },
    { kind: "table", columns: ["a", "b"], rows: [[hostile, hostile]] },
  );
  const message = await asked(it);
  expect(message.allowedMentions).toEqual({ parse: [] });
  const texts = textOf(message).split("\n");
  // Each fence that opens is one of ours, and none is closed from inside.
  expect(texts.filter((line) => line === "```").length % 2).toBe(0);
  expect(texts.filter((line) => line.includes("```") && line !== "```")).toEqual([]);
  const outside = textOf(message).replaceAll(/```\n[^]*?\n```/g, "");
  expect(outside).not.toMatch(/(?<!\\)@(?:everyone|here)/);
  expect(outside).not.toMatch(/(?<!\\)<@/);
  expect(outside).not.toMatch(/(?<!\\)\[click/);
});

test("18. pictures, files and texts are one valid panel in which each attachment is shown", async () => {
  await using it = await answering(
    { kind: "image", name: "memory.png", png: PNG, alt: "memory over time" },
    { kind: "file", name: "같은 이름 '\".txt", bytes: Uint8Array.of(65) },
    { kind: "file", name: "same.txt", bytes: Uint8Array.of(66) },
    { kind: "file", name: "same.txt", bytes: Uint8Array.of(67) },
  );
  const message = await asked(it);
  expect(message.files).toHaveLength(4);
  expect(new Set(message.files.map(({ name }) => name)).size).toBe(4);
  const [patch] = it.discord.callsTo("PATCH").slice(-1);
  expect(patch?.body["attachments"]).toEqual(message.files.map(({ name }, id) => ({ id: String(id), filename: name })));
});

test("18. a message with a text becomes a panel: what it said moves into it, and nothing stays beside it", async () => {
  await using it = await connected((line): readonly Reply[] =>
    line === "db list"
      ? [{ tone: "ok", title: "Databases", audience: "caller", actions: [{ label: "Stop", command: "/db stop shop" }] }]
      : [{ tone: "ok", title: "shop is stopped", audience: "channel" }],
  );
  it.person().command("db list");
  const legacy = withText(it, await it.shown("Databases"), "what it said");
  it.person().press(legacy, "Stop");
  await vi.waitFor(() => expect(textOf(legacy)).toContain("ann pressed this"));
  expect(legacy).toMatchObject({ content: "", flags: V2 });
  expect(textOf(legacy)).toContain("what it said");
  const patch = it.discord.callsTo("PATCH").find(({ body }) => JSON.stringify(body).includes("pressed this"));
  expect(patch?.body).toMatchObject({ content: null, embeds: [] });
});

test("18. a question that is no panel becomes one when it is answered", async () => {
  await using it = await connected((line): readonly Reply[] =>
    line === "db down"
      ? [
          {
            tone: "warning",
            title: "Remove it?",
            audience: "caller",
            confirm: { question: "Remove it?", command: "/db down shop --yes" },
          },
        ]
      : [{ tone: "ok", title: "shop is gone", audience: "caller" }],
  );
  it.person().command("db down", { name: "shop" });
  const legacy = withText(it, await it.shown("Remove it?"), "Remove it?");
  it.person().press(legacy, "Yes, do it");
  await vi.waitFor(() => expect(textOf(legacy)).toContain("shop is gone"));
  expect(legacy).toMatchObject({ content: "", flags: V2 });
  const patch = it.discord.callsTo("PATCH").find(({ body }) => JSON.stringify(body).includes("is gone"));
  expect(patch?.body).toMatchObject({ content: null, embeds: [], attachments: [] });
});
