import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";

export default defineCommand({
  summary: "Stop a container and start it again",
  examples: [{ line: "/docker restart web", does: "stopped and started" }],
  input: z.strictObject({
    ...containerInput,
    time: z.int().min(0).max(600).optional().meta({ description: "seconds it gets to end by itself", alias: "t" }),
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "restart");
    const seconds = context.input.time ?? container.stopSeconds;
    yield { tone: "working", title: `Restarting ${container.name}` };
    await host.containers.restart(container.id, seconds, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
