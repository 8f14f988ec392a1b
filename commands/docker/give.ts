import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findLeased, hostInput } from "#core/docker/find.ts";
import { person, personId } from "#core/person.ts";

export default defineCommand({
  summary: "Give a container to somebody else",
  examples: [{ line: "/docker give web @U345", does: "it is theirs from now on, with its volumes" }],
  input: z.strictObject({
    name: containerInput.name,
    to: person.meta({ positional: true, description: "whose it will be" }),
    ...hostInput,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, caller, leases } = context;
    const owner = personId(input.to, caller);
    const found = await findLeased(context, "give");
    const { name, ownerName } = leases.containers.give(found, owner, input.to.replace(/^@/, ""));
    yield {
      tone: "ok",
      title: `${name} belongs to ${ownerName} now`,
      blocks: [{ kind: "fields", fields: { Owner: owner } }],
    };
  },
});
