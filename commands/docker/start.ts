import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";

export default defineCommand({
  summary: "Start a container that does not run",
  examples: [{ line: "/docker start web", does: "and shows what became of it" }],
  input: z.strictObject({ ...containerInput }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "start");
    await host.containers.start(container.id, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
