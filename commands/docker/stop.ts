import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";

export default defineCommand({
  summary: "Stop a container",
  examples: [
    { line: "/docker stop web", does: "after the time it has to end by itself" },
    { line: "/docker stop web --time 0", does: "at once" },
  ],
  input: z.strictObject({
    ...containerInput,
    time: z.int().min(0).max(600).optional().meta({ description: "seconds it gets to end by itself", alias: "t" }),
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "stop");
    const seconds = context.input.time ?? container.stopSeconds;
    yield { tone: "working", title: `Stopping ${container.name}` };
    await host.containers.stop(container.id, seconds, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
