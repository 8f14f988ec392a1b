import { z } from "zod";
import { callerId, channelId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";

export default defineCommand({
  summary: "Show who the bot thinks you are and what you may do",
  examples: [{ line: "/longshore whoami", does: "your id, as the settings want it, and your role" }],
  input: z.strictObject({}),
  effect: "read",
  access: "anyone",
  async *run({ caller, role }) {
    const held = role();
    yield {
      tone: "ok",
      title: `You are ${caller.displayName}`,
      blocks: [
        {
          kind: "fields",
          fields: {
            Id: callerId(caller),
            Channel: channelId(caller),
            ...(caller.groups.length > 0 && { Groups: caller.groups.join(", ") }),
            Role: held ?? "none: you may ask for help and nothing else",
          },
        },
        ...(held === undefined
          ? [
              {
                kind: "text" as const,
                text: `An admin lets you in with this line in the bot's settings: OPERATORS=${callerId(caller)}`,
              },
            ]
          : []),
      ],
    };
  },
});
