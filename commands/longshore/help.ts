import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { helpReply } from "#core/help.ts";

export default defineCommand({
  summary: "Show what you can type",
  examples: [
    { line: "/longshore help", does: "all commands" },
    { line: "/longshore help db up", does: "one, with its options and examples" },
  ],
  input: z.strictObject({
    command: z
      .array(z.string())
      .optional()
      .meta({ description: "which one: db, db up", positional: true, suggest: "commands" }),
  }),
  effect: "read",
  access: "anyone",
  async *run({ input, commands, may }) {
    yield helpReply(commands, input.command ?? [], may);
  },
});
