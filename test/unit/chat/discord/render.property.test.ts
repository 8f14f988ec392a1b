import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "#chat/discord/render.ts";
import type { Block, Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("@everyone <@1>", "👩‍💻".repeat(500), "\u202e", "```".repeat(600), "_*`".repeat(900), "", "\ud800"),
  fc.string({ maxLength: 20 }).map((piece) => piece.repeat(400)),
);
const bytes = fc.uint8Array({ maxLength: 300 });
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text }),
  fc.record({ kind: fc.constant("fields" as const), fields: fc.dictionary(text, text, { maxKeys: 5 }) }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(text, { maxLength: 8 }),
    rows: fc.array(fc.array(text, { maxLength: 8 }), { maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant("log" as const), name: text, text, truncated: fc.boolean() }),
  fc.record({ kind: fc.constant("progress" as const), label: text, done: fc.double(), total: fc.double() }),
  fc.record({ kind: fc.constant("image" as const), name: text, png: bytes, alt: text }),
  fc.record({ kind: fc.constant("file" as const), name: text, bytes }),
  fc.record({ kind: fc.constant("secret" as const), label: text, value: text.map((value) => new Secret(value)) }),
);
const anyReply: fc.Arbitrary<Reply> = fc.record(
  {
    tone: fc.constantFrom("working" as const, "ok" as const, "warning" as const, "error" as const),
    title: text,
    blocks: fc.array(block, { maxLength: 14 }),
    actions: fc.array(fc.record({ label: text, command: text, danger: fc.boolean() }), { maxLength: 20 }),
    problem: fc.record({ code: fc.constant("x"), message: text, hint: text }),
    confirm: fc.record({ question: text, command: text }),
  },
  { requiredKeys: ["tone", "title"] },
);

interface Node {
  readonly type: number;
  readonly content?: string;
  readonly label?: string;
  readonly custom_id?: string;
  readonly components?: readonly Node[];
  readonly file?: { readonly url: string };
  readonly items?: readonly { readonly media: { readonly url: string }; readonly description?: string }[];
}

function all(nodes: readonly Node[]): readonly Node[] {
  return nodes.flatMap((node) => [node, ...all(node.components ?? [])]);
}

test("whatever a reply holds, the message is within Discord's limits and refers to each of its files", () => {
  const limits = fc.constantFrom(0, 50, 2_000, 10_485_760);
  fc.assert(
    fc.property(anyReply, limits, fc.boolean(), (reply, attachmentLimit, pings) => {
      let made = 0;
      const customId = () => `ls1.run.${made++}`;
      const { body, files } = render(reply, {
        customId,
        attachmentLimit,
        ...(pings && { mentions: ["1".repeat(20)] }),
      });
      const nodes = all(body.components as unknown as readonly Node[]);
      expect(body.flags).toBe(32_768);
      expect(body.allowed_mentions).toEqual({ parse: [], ...(pings && { users: ["1".repeat(20)] }) });
      expect(nodes.length).toBeLessThanOrEqual(40);
      const texts = nodes.flatMap(({ content }) => content ?? []);
      expect(texts.join("").length).toBeLessThanOrEqual(4_000);
      for (const content of texts) {
        expect(content.trim()).not.toBe("");
        expect(content.isWellFormed()).toBe(true);
      }
      for (const { type, components = [], label = "x" } of nodes) {
        if (type === 1) expect([1, 2, 3, 4, 5]).toContain(components.length);
        expect(label.length).toBeGreaterThan(0);
        expect(label.length).toBeLessThanOrEqual(80);
      }
      const ids = nodes.flatMap(({ custom_id }) => custom_id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      const urls = nodes.flatMap(({ file, items = [] }) => [
        ...(file ? [file.url] : []),
        ...items.map(({ media }) => media.url),
      ]);
      expect(urls.toSorted()).toEqual(files.map(({ name }) => `attachment://${name}`).toSorted());
      expect(files.length).toBeLessThanOrEqual(10);
      for (const { name, bytes } of files) {
        expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);
        expect(bytes.length).toBeGreaterThan(0);
        expect(bytes.length).toBeLessThanOrEqual(attachmentLimit);
      }
    }),
    { numRuns: 100 },
  );
});
