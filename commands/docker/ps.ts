import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { containerBlocks, endsColumn, WHOSE } from "#core/docker/container-table.ts";
import { readFilters } from "#core/docker/filters.ts";
import { hostInput } from "#core/docker/find.ts";
import { ownerOf, withOwner } from "#core/docker/ownership.ts";
import { askHosts } from "#core/every-host.ts";

export default defineCommand({
  summary: "List containers, yours and others",
  examples: [
    { line: "/docker ps", does: "those that run, on all hosts" },
    { line: "/docker ps --all --mine", does: "all that you started, ended ones too, and when each ends" },
    { line: "/docker ps --all --filter status=exited --filter name=web", does: "by Docker's own filters" },
  ],
  input: z.strictObject({
    all: z.boolean().optional().meta({ description: "those that do not run, too", alias: "a" }),
    filter: z
      .array(z.string())
      .optional()
      .meta({ description: "only those that match, like status=exited", alias: "f", placeholder: "name=value" }),
    mine: z.boolean().optional().meta({ description: "only those that you started" }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { input, caller, leases } = context;
    const filters = readFilters(input.filter ?? []);
    const { answers, silent } = await askHosts(
      context,
      (host) => `/docker ps --host ${host}`,
      ({ operations }, signal) => operations.list({ all: input.all ?? false, filters }, signal),
    );
    const found = answers.flatMap(({ host, answer }) => answer.map((row) => ({ ...row, on: host.name })));
    const owned = found.map((row) => withOwner(row, leases.containers));
    const rows = input.mine ? owned.filter((row) => ownerOf(row) === callerId(caller)) : owned;
    const which = `${input.mine ? " of yours" : ""}${input.all ? "" : rows.length === 1 ? " runs" : " run"}`;
    const on = answers.map(({ host }) => host.name).join(rows.length === 0 ? " or " : " and ");
    const now = new Date();
    const last = input.mine ? endsColumn((row) => leases.containers.of(row), now) : WHOSE;
    const hostOf = answers.length > 1 ? (row: (typeof rows)[number]) => row.on : undefined;
    const missing = silent.map(({ host, why }) => ({ kind: "text" as const, text: `${host} ${why}` }));
    yield {
      tone: silent.length === 0 ? "ok" : "warning",
      title: `${rows.length === 0 ? "No" : rows.length} container${rows.length === 1 ? "" : "s"}${which} on ${on}`,
      blocks: [...(rows.length > 0 ? containerBlocks(rows, now, last, hostOf) : []), ...missing],
    };
  },
});
