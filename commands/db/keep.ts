import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";

export default defineCommand({
  summary: "Keep a database until somebody removes it",
  examples: [{ line: "/db keep shop", does: "it does not end any more" }],
  input: z.strictObject(leaseInput),
  effect: "change",
  access: "admin",
  async *run(context) {
    const lease = context.leases.keep(findLease(context));
    yield { tone: "ok", title: `${lease.name} is kept until somebody removes it` };
  },
});
