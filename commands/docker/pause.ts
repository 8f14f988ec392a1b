import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";

export default defineCommand({
  summary: "Freeze a container as it is",
  examples: [{ line: "/docker pause web", does: "its processes stand still, its memory stays" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "pause");
    // Docker refuses what is so already; it is what was asked for.
    if (container.state !== "paused") await host.operations.pause(container.id, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
