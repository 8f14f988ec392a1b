import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { endingInput, power } from "#core/docker/power.ts";

export default defineCommand({
  summary: "Stop a container",
  examples: [
    { line: "/docker stop web", does: "after the time it has to end by itself" },
    { line: "/docker stop web --time 0", does: "at once" },
  ],
  input: z.strictObject(endingInput),
  effect: "change",
  access: "operator",
  run: (context) =>
    power(context, {
      verb: "stop",
      doing: "being stopped",
      title: "Stopping",
      ends: true,
      run: ({ host, container }, signal) =>
        host.containers.stop(container.id, context.input.time ?? container.stopSeconds, signal),
    }),
});
