import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput, lookUp } from "#core/docker/find.ts";
import { measureAll } from "#core/docker/measure.ts";
import { usageCells, USAGE_COLUMNS } from "#core/docker/usage-table.ts";

export default defineCommand({
  summary: "Show what containers use, each against its limits",
  examples: [
    { line: "/docker stats", does: "all that run" },
    { line: "/docker stats web db", does: "these two" },
  ],
  input: z.strictObject({
    names: z
      .array(z.string())
      .optional()
      .meta({ positional: true, description: "which ones; default: all that run", placeholder: "container" }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, signal }) {
    const host = hosts.find(input.host);
    const named = input.names ?? [];
    const asked =
      named.length === 0
        ? await host.operations.list({ all: false, filters: {} }, signal)
        : await Promise.all(named.map((name) => lookUp(host, name, signal)));
    const containers = asked.filter(({ state }) => state === "running");
    const idle = asked.filter(({ state }) => state !== "running").map(({ name, state }) => `${name} is ${state}`);
    const measured = await measureAll(containers, host.operations, signal);
    yield {
      tone: "ok",
      title: containers.length === 1 ? "1 container runs" : `${containers.length || "No"} containers run`,
      blocks: [
        ...(measured.length > 0
          ? [{ kind: "table" as const, columns: USAGE_COLUMNS, rows: measured.map(usageCells) }]
          : []),
        ...(idle.length > 0 ? [{ kind: "text" as const, text: `${idle.join(", ")}.` }] : []),
      ],
    };
  },
});
