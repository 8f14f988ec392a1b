import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput } from "#core/docker/find.ts";
import { power } from "#core/docker/power.ts";

export default defineCommand({
  summary: "Start a container that does not run",
  examples: [{ line: "/docker start web", does: "and shows what became of it" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  run: (context) =>
    power(context, {
      verb: "start",
      doing: "being started",
      title: "Starting",
      starts: true,
      run: ({ host, container }, signal) => host.containers.start(container.id, signal),
    }),
});
