import { z } from "zod";
import type { AuditedRequest, AuditTrail } from "#core/audit.ts";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { person, personId } from "#core/person.ts";
import { Problem } from "#core/problem.ts";
import type { Reply } from "#core/reply.ts";
import { duration, showDuration } from "#core/units.ts";

/** Of so many requests at the end those that changed something are looked for. */
const MOST_LOOKED_AT = 1000;

export default defineCommand({
  summary: "Show who asked for what, and what came of it: your own requests, or an admin all of them",
  examples: [
    { line: "/longshore audit", does: "the last 20 requests" },
    { line: "/longshore audit --user @U345 --since 1d --command db", does: "what one person did with databases" },
    { line: "/longshore audit --verify", does: "proves that nothing was changed or taken out" },
  ],
  input: z.strictObject({
    user: person.optional().meta({ description: "only what this person asked" }),
    since: duration.optional().meta({ description: "not older than this, like 2h" }),
    command: z
      .string()
      .optional()
      .meta({ description: "only this command or group: db, db down", suggest: "commands" }),
    host: z.string().optional().meta({ description: "only on this host", suggest: "hosts" }),
    changes: z.boolean().optional().meta({ description: "leave out what only looked" }),
    limit: z.int().min(1).max(1000).prefault(20).meta({ description: "how many, from the end", alias: "n" }),
    verify: z.boolean().optional().meta({ description: "look whether the chain of entries is whole" }),
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, audit, caller, role, commands }) {
    if (!audit) throw new Problem("not-found", "This bot keeps no audit.");
    const asked = input.user === undefined ? undefined : personId(input.user, caller);
    const own = callerId(caller);
    const isAdmin = role() === "admin";
    if (!isAdmin && (input.verify || (asked ?? own) !== own)) {
      const hint = "/longshore audit shows your own requests";
      throw new Problem("not-allowed", "What others asked for is for admins.", { hint });
    }
    if (input.verify) {
      yield verdict(audit);
      return;
    }
    const read = audit.read({
      user: isAdmin ? asked : own,
      command: input.command?.replace(/^\//, ""),
      host: input.host,
      since: input.since === undefined ? undefined : new Date(Date.now() - input.since),
      limit: input.changes ? MOST_LOOKED_AT : input.limit,
    });
    const found = input.changes
      ? read.filter(({ began }) => commands.all.get(began.command)?.effect !== "read").slice(-input.limit)
      : read;
    yield {
      tone: "ok",
      title: found.length === 1 ? "1 request" : `${found.length} requests`,
      blocks:
        found.length === 0
          ? [{ kind: "text", text: "Nothing fits." }]
          : [
              {
                kind: "table",
                columns: ["When", "Who", "Where", "Line", "Rule", "Host", "Came of it", "Took"],
                rows: found.map(row),
              },
            ],
    };
  },
});

function row({ at, began, ended }: AuditedRequest): string[] {
  return [
    at.toISOString(),
    began.user,
    began.channel,
    began.line,
    `${began.allowed ? "yes" : "no"}, ${began.rule}`,
    began.host ?? "",
    ended?.outcome ?? "not ended",
    ended ? showDuration(ended.durationMs) : "",
  ];
}

function verdict(audit: AuditTrail): Reply {
  const { rows, broken, head } = audit.verify();
  if (broken === undefined) {
    return {
      tone: "ok",
      title: `The audit is whole: ${rows} entries`,
      blocks: [{ kind: "fields", fields: { "Last hash": head } }],
    };
  }
  return {
    tone: "error",
    title: `The audit was changed: entry ${broken} does not fit to the one before it`,
    blocks: [{ kind: "text", text: "Compare with the exported file: what is there and not here was taken out." }],
  };
}
