import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { observedReply } from "#core/observed.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Restart a database",
  examples: [{ line: "/db restart shop", does: "stopped and started again" }],
  input: z.strictObject(leaseInput),
  effect: "change",
  access: "operator",
  async *run(context) {
    const lease = findLease(context);
    const state = yield* working(`Restarting ${lease.name}`, context.leases.restart(lease, context.signal));
    yield observedReply(lease, state);
  },
});
