import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Weighed } from "#core/policy.ts";
import { writeWords } from "#core/words.ts";

export default defineCommand({
  summary: "Show whether you may do something, and which rule says so",
  examples: [{ line: "/longshore can-i db down shop", does: "decides, and does nothing" }],
  input: z.strictObject({
    line: z.array(z.string()).min(1).meta({ rest: true, description: "the line as you would type it" }),
  }),
  effect: "read",
  access: "anyone",
  async *run({ input, explain }) {
    const { line, decision, reason, weighed } = await explain(writeWords(input.line));
    const titles = { allow: "Yes, you may", deny: "No, you may not", approve: "Yes, once somebody approves" };
    yield {
      tone: decision === "deny" ? "warning" : "ok",
      title: titles[decision],
      blocks: [
        { kind: "text", text: `${line}: ${reason}` },
        ...(weighed.length > 0
          ? [{ kind: "table" as const, columns: ["Rule", "Says", "Applies", "Why"], rows: weighed.map(row) }]
          : []),
      ],
    };
  },
});

function row({ rule, effect, applies, why }: Weighed): string[] {
  return [rule, effect, applies ? "yes" : "no", why];
}
