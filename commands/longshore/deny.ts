import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { Problem } from "#core/problem.ts";

export default defineCommand({
  summary: "Say no to a request that waits",
  examples: [{ line: "/longshore deny 1a2b3c4d", does: "it is not run" }],
  input: z.strictObject({ id: z.string().meta({ positional: true, description: "which one, as it was shown" }) }),
  effect: "change",
  access: "operator",
  async *run({ input, approvals }) {
    if (!approvals) throw new Problem("not-found", "Nothing needs approval here.");
    yield { tone: "ok", title: `Denied: ${approvals.deny(input.id).line}` };
  },
});
