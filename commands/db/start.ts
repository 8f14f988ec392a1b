import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { observedReply } from "#core/observed.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Start a stopped database again",
  examples: [{ line: "/db start shop", does: "the same address, login and data as before" }],
  input: z.strictObject(leaseInput),
  effect: "change",
  access: "operator",
  async *run(context) {
    const lease = findLease(context);
    const state = yield* working(`Starting ${lease.name}`, context.leases.start(lease, context.signal));
    yield observedReply(lease, state);
  },
});
