import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import type { Databases, Target } from "#core/database.ts";
import type { Lease } from "#core/lease.ts";
import { leaseInput } from "#core/own-lease.ts";
import { person, personId } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import { Secret } from "#core/secret.ts";

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
  async *run({ input, caller, leases, databases, send }) {
    // The owner alone: an admin could otherwise share it with themselves.
    const found = leases.find(input.name, { owner: callerId(caller), host: input.host });
    const id = personId(input.with, caller);
    const lease = leases.share(found, { id, name: input.with.replace(/^@/, "") });
    const isSent = await send(id, invitation(lease, databases, leases.target(lease)));
    yield {
      tone: "ok",
      title: `${lease.name} is shared with ${id}`,
      blocks: [
        {
          kind: "text",
          text: `${isSent ? "They have its connection string in a direct message, and see it again" : "They see its connection string, for their eyes only,"} with the button or /db url. They may change nothing about it.`,
        },
      ],
      actions: [
        { label: "Its URL", command: `/db url ${lease.name}` },
        { label: "Take it back", command: `/db unshare ${lease.name} ${id}` },
      ],
    };
  },
});

function invitation(
  { name, ownerName, database: kind, version, expiresAt }: Lease,
  databases: Databases,
  target: Target,
): Reply {
  const { database } = databases.find(kind);
  return {
    tone: "ok",
    title: `${ownerName} shares ${name} with you: ${database.title} ${version}`,
    audience: "caller",
    blocks: [
      { kind: "secret", label: "Connection string", value: new Secret(database.uri(target)), again: `/db url ${name}` },
      { kind: "fields", fields: { Ends: expiresAt?.toISOString() ?? "when it is removed" } },
    ],
    actions: [{ label: "Status", command: `/db status ${name}` }],
  };
}
