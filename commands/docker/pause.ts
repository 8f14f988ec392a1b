import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput } from "#core/docker/find.ts";
import { power } from "#core/docker/power.ts";

export default defineCommand({
  summary: "Freeze a container as it is",
  examples: [{ line: "/docker pause web", does: "its processes stand still, its memory stays" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  run: (context) =>
    power(context, {
      verb: "pause",
      doing: "being paused",
      title: "Pausing",
      async run({ host, container }, signal) {
        // Docker refuses what is so already; it is what was asked for.
        if (container.state !== "paused") await host.operations.pause(container.id, signal);
      },
    }),
});
