import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { working } from "#core/reply.ts";
import { showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "Remove a database and its data for good",
  examples: [
    { line: "/db down shop", does: "asks first" },
    { line: "/db down shop --yes", does: "does not ask" },
  ],
  input: z.strictObject(leaseInput),
  effect: "destroy",
  access: "operator",
  async confirm(context) {
    const { name, database, version, host, createdAt, ownerName } = findLease(context);
    const age = showDuration(Date.now() - createdAt.getTime());
    return `Remove ${name} and all data in it? ${database} ${version} on ${host}, ${age} old, ${ownerName}'s.`;
  },
  async *run(context) {
    const lease = findLease(context);
    const { removed } = yield* working(`Removing ${lease.name}`, context.leases.down(lease, context.signal));
    yield {
      tone: "ok",
      title: `${lease.name} is gone`,
      blocks: [
        {
          kind: "text",
          text: removed.length === 0 ? "There was nothing left of it." : `Removed ${removed.join(", ")}.`,
        },
      ],
    };
  },
});
