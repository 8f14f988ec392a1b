import fc from "fast-check";
import { expect, test } from "vitest";
import { render } from "#chat/slack/render.ts";
import type { Block, Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";
import { faultsOfMessage } from "#test/support/loopback-slack/validate.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.constantFrom("<!channel>", "👩‍💻".repeat(500), "\u202e", "```", '"\\'.repeat(900), "", "\ud800"),
  fc.string({ maxLength: 20 }).map((piece) => piece.repeat(400)),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text }),
  fc.record({ kind: fc.constant("fields" as const), fields: fc.dictionary(text, text, { maxKeys: 5 }) }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(text, { maxLength: 25 }),
    rows: fc.array(fc.array(text, { maxLength: 25 }), { maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant("log" as const), name: text, text, truncated: fc.boolean() }),
  fc.record({
    kind: fc.constant("progress" as const),
    label: text,
    done: fc.double({ noNaN: true }),
    total: fc.double({ noNaN: true }),
    perSecond: fc.double(),
  }),
  fc.record({ kind: fc.constant("image" as const), name: text, png: fc.uint8Array(), alt: text }),
  fc.record({ kind: fc.constant("file" as const), name: text, bytes: fc.uint8Array() }),
);
const action = fc.record({ label: text, command: text, danger: fc.boolean() });
const anyReply: fc.Arbitrary<Reply> = fc.record(
  {
    tone: fc.constantFrom("working" as const, "ok" as const, "warning" as const, "error" as const),
    title: text,
    blocks: fc.array(block, { maxLength: 12 }),
    actions: fc.array(action, { maxLength: 30 }),
    problem: fc.record({ code: fc.constant("x"), message: text, hint: text }),
    confirm: fc.record({ question: text, command: text }),
  },
  { requiredKeys: ["tone", "title"] },
);
const sign = (line: string) => (line.length > 1_900 ? undefined : `s${line.toWellFormed()}`);

test("whatever a reply holds, Slack takes the message, in new blocks and in basic ones", () => {
  fc.assert(
    fc.property(anyReply, fc.array(text, { maxLength: 3 }), (reply, notes) => {
      const { text, blocks, basic } = render(reply, { sign, notes });
      expect(faultsOfMessage({ text, blocks })).toEqual([]);
      expect(faultsOfMessage({ text, blocks: basic })).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a secret is in the blocks alone: not in the text, the buttons or a file", () => {
  fc.assert(
    fc.property(anyReply, fc.stringMatching(/^[A-Za-z0-9]{24}$/), (reply, value) => {
      const secret: Block = { kind: "secret", label: "url", value: new Secret(`postgresql://a:${value}@h/x`) };
      const {
        text,
        blocks,
        files,
        secret: marked,
      } = render({ ...reply, blocks: [...(reply.blocks ?? []), secret] }, { sign });
      expect(marked).toBe(true);
      expect(JSON.stringify(blocks)).toContain(value);
      expect(text).not.toContain(value);
      expect(JSON.stringify(blocks.filter(({ type }) => type === "actions"))).not.toContain(value);
      for (const { bytes } of files) expect(new TextDecoder().decode(bytes)).not.toContain(value);
    }),
    { numRuns: 100 },
  );
});
