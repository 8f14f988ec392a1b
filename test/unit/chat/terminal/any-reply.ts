import * as fc from "fast-check";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";

/** Pieces that terminals, line readers or our own layout could trip over. */
const nasty = fc.constantFrom(
  ..."\u001b[2J|\u001b[31m|\u001b]0;title\u0007|\u009b2K|\r|\r\n|\n|\t|\b|\u0000|\u007f|\u0085|\u202e|\u2066|\u2028|\ufeff".split(
    "|",
  ),
  ..."表|🚀|👩‍👩‍👧|e\u0301|\ud800|‍|   |https://example.com/a|/db list|# |\"|'|\\".split("|"),
);

export const anyText = fc
  .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 12 }), fc.string({ maxLength: 40 })), { maxLength: 8 })
  .map((parts) => parts.join(""));

const anyNumber = fc.oneof(fc.integer(), fc.double());
const bytes = fc.uint8Array({ maxLength: 64 });

const block = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: anyText }),
  fc.record({ kind: fc.constant("fields" as const), fields: fc.dictionary(anyText, anyText, { maxKeys: 4 }) }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(anyText, { maxLength: 5 }),
    rows: fc.array(fc.array(anyText, { maxLength: 6 }), { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("log" as const), name: anyText, text: anyText, truncated: fc.boolean() }),
  fc.record(
    {
      kind: fc.constant("progress" as const),
      label: anyText,
      done: anyNumber,
      total: anyNumber,
      perSecond: anyNumber,
      unit: fc.constantFrom("bytes" as const, "steps" as const),
    },
    { requiredKeys: ["kind", "label", "done"] },
  ),
  fc.record({ kind: fc.constant("image" as const), name: anyText, png: bytes, alt: anyText }),
  fc.record({ kind: fc.constant("file" as const), name: anyText, bytes }),
);

const secret = fc.record({ kind: fc.constant("secret" as const), label: anyText, value: anyText }).map((found) => ({
  ...found,
  value: new Secret(found.value),
}));

function reply(blocks: typeof block | ReturnType<typeof fc.oneof<[typeof block, typeof secret]>>): fc.Arbitrary<Reply> {
  return fc.record(
    {
      tone: fc.constantFrom("ok" as const, "warning" as const, "error" as const),
      title: anyText,
      blocks: fc.array(blocks, { maxLength: 4 }),
      problem: fc.record({ code: anyText, message: anyText, hint: anyText }, { requiredKeys: ["code", "message"] }),
      confirm: fc.record({ question: anyText, command: anyText }),
      actions: fc.array(
        fc.record({ label: anyText, command: anyText, danger: fc.boolean() }, { requiredKeys: ["label", "command"] }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ["tone", "title"] },
  );
}

/** Any final reply that the types allow. */
export const anyReply = reply(fc.oneof(block, secret));
export const anyReplyWithoutSecret = reply(block);
