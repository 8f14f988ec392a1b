import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { findLease, leaseInput } from "#core/own-lease.ts";
import { working } from "#core/reply.ts";
import type { Block } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";

export default defineCommand({
  summary: "Change a database's password, and end the sessions that were open with the old one",
  examples: [{ line: "/db rotate shop", does: "a new connection string; the old one stops working" }],
  input: z.strictObject(leaseInput),
  effect: "change",
  access: "operator",
  audience: "caller",
  async *run(context) {
    const { caller, databases, leases, signal } = context;
    const found = findLease(context);
    const { lease, endedSessions } = yield* working(
      `Changing the password of ${found.name}`,
      leases.rotate(found, signal),
    );
    const { database } = databases.find(lease.database);
    const uri = new Secret(database.uri(leases.target(lease)));
    // An admin may change anybody's, and still see nobody's but their own.
    const shown: Block =
      lease.owner === callerId(caller)
        ? { kind: "secret", label: "Connection string", value: uri, again: `/db url ${lease.name}` }
        : { kind: "text", text: `${lease.ownerName} sees it with /db url ${lease.name}` };
    const sessions = endedSessions
      ? "Sessions that were open are ended."
      : `Who is logged in stays until they disconnect; /db restart ${lease.name} ends that.`;
    yield {
      tone: "ok",
      title: `${lease.name} has a new password, and refuses the old one`,
      blocks: [shown, { kind: "text", text: sessions }],
      actions: [{ label: "URL", command: `/db url ${lease.name}` }],
    };
  },
});
