import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import { containerBlocks, endsColumn, WHOSE } from "#core/docker/container-table.ts";
import { readFilters } from "#core/docker/filters.ts";
import { hostInput } from "#core/docker/find.ts";
import { ownerOf, withOwner } from "#core/docker/ownership.ts";

export default defineCommand({
  summary: "List containers, yours and others",
  examples: [
    { line: "/docker ps", does: "those that run" },
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
  async *run({ input, caller, hosts, leases, signal }) {
    const host = hosts.find(input.host);
    const filters = readFilters(input.filter ?? []);
    const found = await host.operations.list({ all: input.all ?? false, filters }, signal);
    const owned = found.map((row) => withOwner(row, leases.containers));
    const rows = input.mine ? owned.filter((row) => ownerOf(row) === callerId(caller)) : owned;
    const which = `${input.mine ? " of yours" : ""}${input.all ? "" : rows.length === 1 ? " runs" : " run"}`;
    const now = new Date();
    const last = input.mine ? endsColumn((row) => leases.containers.of(row), now) : WHOSE;
    yield {
      tone: "ok",
      title: `${rows.length === 0 ? "No" : rows.length} container${rows.length === 1 ? "" : "s"}${which} on ${host.name}`,
      ...(rows.length > 0 && { blocks: containerBlocks(rows, now, last) }),
    };
  },
});
