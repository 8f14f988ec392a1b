import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { person, personId } from "#core/person.ts";

export default defineCommand({
  summary: "Give a database to somebody else",
  examples: [{ line: "/db give shop @U345", does: "it is theirs from now on" }],
  input: z.strictObject({
    name: leaseInput.name,
    to: person.meta({ positional: true, description: "whose it will be" }),
    host: leaseInput.host,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, caller, leases } = context;
    const owner = personId(input.to, caller);
    const lease = leases.give(findLease(context), owner, input.to.replace(/^@/, ""));
    yield {
      tone: "ok",
      title: `${lease.name} belongs to ${lease.ownerName} now`,
      blocks: [
        { kind: "fields", fields: { Owner: owner } },
        { kind: "text", text: "Whoever had it before still knows its password, until it is changed." },
      ],
      actions: [
        { label: "Its URL", command: `/db url ${lease.name}` },
        { label: "Change the password", command: `/db rotate ${lease.name}` },
      ],
    };
  },
});
