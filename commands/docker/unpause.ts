import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput } from "#core/docker/find.ts";
import { power } from "#core/docker/power.ts";

export default defineCommand({
  summary: "Let a paused container go on",
  examples: [{ line: "/docker unpause web", does: "its processes go on" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  run: (context) =>
    power(context, {
      verb: "unpause",
      doing: "being resumed",
      title: "Resuming",
      async run({ host, container }, signal) {
        if (container.state === "paused") await host.operations.unpause(container.id, signal);
      },
    }),
});
