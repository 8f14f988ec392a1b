import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import type { Lease, ObservedState } from "#core/lease.ts";
import { showAge, showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "List your databases",
  examples: [
    { line: "/db list", does: "yours, and what is shared with you" },
    { line: "/db list --all", does: "everybody's" },
  ],
  input: z.strictObject({
    all: z.boolean().optional().meta({ description: "everybody's, not only yours" }),
    host: z.string().optional().meta({ description: "only on this host", suggest: "hosts" }),
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, caller, leases, hosts, signal }) {
    const host = input.host === undefined ? undefined : hosts.find(input.host).name;
    const found = leases.list({ reader: input.all ? undefined : callerId(caller), host });
    if (found.length === 0) {
      yield {
        tone: "ok",
        title: input.all ? "Nobody has a database" : "You have no databases",
        blocks: [{ kind: "text", text: "Make one: /db up postgres" }],
      };
      return;
    }
    const states = await leases.states(found, signal);
    const silent = new Set(found.filter(({ id }) => states.get(id) === "unreachable").map((lease) => lease.host));
    yield {
      tone: silent.size === 0 ? "ok" : "warning",
      title: found.length === 1 ? "1 database" : `${found.length} databases`,
      blocks: [
        {
          kind: "table",
          columns: ["Name", "Database", "Host", "State", "Age", "Ends", "Owner"],
          rows: found.map((lease) => row(lease, states.get(lease.id) ?? "gone")),
        },
        ...[...silent].map((name) => ({ kind: "text" as const, text: `${name} did not answer: /host status ${name}` })),
      ],
    };
  },
});

function row(lease: Lease, observed: ObservedState): string[] {
  const left = lease.expiresAt && lease.expiresAt.getTime() - Date.now();
  const ends = left === undefined ? "never" : left > 0 ? `in ${showDuration(left)}` : "now";
  return [
    lease.name,
    `${lease.database} ${lease.version}`,
    lease.host,
    // Until it is ready the ledger knows better than Docker what is going on.
    lease.state === "ready" ? observed : lease.state,
    showAge(lease.createdAt, new Date()),
    lease.endedAt ? "ended" : ends,
    lease.ownerName,
  ];
}
