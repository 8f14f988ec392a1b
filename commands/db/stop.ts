import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { observedReply } from "#core/observed.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Stop a database; its data stays",
  examples: [{ line: "/db stop shop", does: "stopped, with its data kept" }],
  input: z.strictObject(leaseInput),
  effect: "change",
  access: "operator",
  async *run(context) {
    const lease = findLease(context);
    const state = yield* working(`Stopping ${lease.name}`, context.leases.stop(lease, context.signal));
    yield observedReply(lease, state);
  },
});
