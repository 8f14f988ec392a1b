import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { duration, showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "Give a database more time",
  examples: [{ line: "/db extend shop 4h", does: "it ends four hours later than it would have" }],
  input: z.strictObject({
    name: leaseInput.name,
    time: duration.prefault("4h").meta({ positional: true, description: "how much more, like 4h" }),
    host: leaseInput.host,
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { input, leases, caller } = context;
    const lease = leases.extend(findLease(context), input.time, caller);
    const left = lease.expiresAt && lease.expiresAt.getTime() - Date.now();
    yield {
      tone: "ok",
      title: `${lease.name} ${left === undefined ? "is kept while it is used" : `ends in ${showDuration(Math.max(0, left))}`}`,
      ...(lease.expiresAt && { blocks: [{ kind: "fields", fields: { Ends: lease.expiresAt.toISOString() } }] }),
    };
  },
});
