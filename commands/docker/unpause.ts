import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";

export default defineCommand({
  summary: "Let a paused container go on",
  examples: [{ line: "/docker unpause web", does: "its processes go on" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "unpause");
    if (container.state === "paused") await host.operations.unpause(container.id, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
