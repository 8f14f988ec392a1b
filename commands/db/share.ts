import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { leaseInput } from "#core/own-lease.ts";
import { person, personId } from "#core/person.ts";

export default defineCommand({
  summary: "Let somebody else see a database's connection string",
  examples: [{ line: "/db share shop @U345", does: "they get it with /db url shop" }],
  input: z.strictObject({
    name: leaseInput.name,
    with: person.meta({ positional: true, description: "who may see it" }),
    host: leaseInput.host,
  }),
  effect: "change",
  access: "operator",
  audience: "channel",
  async *run({ input, caller, leases }) {
    // The owner alone: an admin could otherwise share it with themselves.
    const found = leases.find(input.name, { owner: callerId(caller), host: input.host });
    const id = personId(input.with, caller);
    const lease = leases.share(found, { id, name: input.with.replace(/^@/, "") });
    yield {
      tone: "ok",
      title: `${lease.name} is shared with ${id}`,
      blocks: [
        {
          kind: "text",
          text: "They see its connection string, for their eyes only, with the button or /db url. They may change nothing about it.",
        },
      ],
      actions: [
        { label: "Its URL", command: `/db url ${lease.name}` },
        { label: "Take it back", command: `/db unshare ${lease.name} ${id}` },
      ],
    };
  },
});
