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
    const { input, leases, signal } = context;
    const { host, container } = await findOwn(context, "rename");
    mayTakeApart(container, `/db up --name ${input.to} makes another`);
    // The lease first: its name must be free as well, and a rename that fails is put back.
    leases.containers.renamed(container, input.to);
    try {
      await host.operations.rename(container.id, input.to, signal);
    } catch (error) {
      leases.containers.renamed(container, container.name);
      throw error;
    }
    yield observedContainer(await lookUp(host, container.id, signal), { host: input.host });
  },
});
