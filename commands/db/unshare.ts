import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { person, personId } from "#core/person.ts";

export default defineCommand({
  summary: "Stop showing somebody a database's connection string",
  examples: [{ line: "/db unshare shop @U345", does: "then change the password, which they still know" }],
  input: z.strictObject({
    name: leaseInput.name,
    with: person.meta({ positional: true, description: "who may not see it any more" }),
    host: leaseInput.host,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, caller, leases } = context;
    const id = personId(input.with, caller);
    const lease = leases.unshare(findLease(context), id);
    yield {
      tone: "warning",
      title: `${lease.name} is not shared with ${id} any more`,
      blocks: [{ kind: "text", text: "Who has seen its password knows it until it is changed." }],
      actions: [{ label: "Change the password", command: `/db rotate ${lease.name}` }],
    };
  },
});
