import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { endingInput, power } from "#core/docker/power.ts";

export default defineCommand({
  summary: "Stop a container and start it again",
  examples: [{ line: "/docker restart web", does: "stopped and started" }],
  input: z.strictObject(endingInput),
  effect: "change",
  access: "operator",
  run: (context) =>
    power(context, {
      verb: "restart",
      doing: "being restarted",
      title: "Restarting",
      starts: true,
      run: ({ host, container }, signal) =>
        host.containers.restart(container.id, context.input.time ?? container.stopSeconds, signal),
    }),
});
