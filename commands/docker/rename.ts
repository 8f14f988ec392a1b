import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, hostInput, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";
import { mayTakeApart } from "#core/docker/ownership.ts";
import { containerName } from "#core/names.ts";

export default defineCommand({
  summary: "Give a container another name",
  examples: [{ line: "/docker rename web shop", does: "web is called shop from now on" }],
  input: z.strictObject({
    name: containerInput.name,
    to: containerName.meta({ positional: true, description: "its new name", placeholder: "new-name" }),
    ...hostInput,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { host, container } = await findOwn(context, "rename");
    mayTakeApart(container, `/db up --name ${context.input.to} makes another`);
    await host.operations.rename(container.id, context.input.to, context.signal);
    yield observedContainer(await lookUp(host, container.id, context.signal));
  },
});
