import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { Problem } from "#core/problem.ts";

export default defineCommand({
  summary: "Say yes to a request that waits, which runs it",
  examples: [{ line: "/longshore approve 1a2b3c4d", does: "runs it once, as whoever asked" }],
  input: z.strictObject({ id: z.string().meta({ positional: true, description: "which one, as it was shown" }) }),
  effect: "change",
  access: "operator",
  async *run({ input, approvals }) {
    if (!approvals) throw new Problem("not-found", "Nothing needs approval here.");
    yield* approvals.approve(input.id);
  },
});
