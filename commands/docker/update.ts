import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { changeRefusals, changeRows, checkChange, dryChangeReply } from "#core/docker/change.ts";
import { containerInput, findOwn, lookUp } from "#core/docker/find.ts";
import { observedContainer } from "#core/docker/observed.ts";
import { readRestart } from "#core/docker-run/grammar/texts.ts";
import { Problem } from "#core/problem.ts";
import { cpus, memory } from "#core/units.ts";

export default defineCommand({
  summary: "Change a container's limits and restart policy while it runs",
  examples: [
    { line: "/docker update web --memory 1g --cpus 2", does: "at once, without a restart" },
    { line: "/docker update web --restart unless-stopped --dry-run", does: "shows the request and what policy says" },
  ],
  input: z.strictObject({
    ...containerInput,
    memory: memory.optional().meta({ description: "memory limit, without swap, like 512m", alias: "m" }),
    cpus: cpus.optional().meta({ description: "CPU limit, like 0.5 or 2" }),
    pids: z.int().min(1).optional().meta({ description: "limit of processes", alias: "pids-limit" }),
    restart: z.string().optional().meta({ description: "no, always, unless-stopped or on-failure:5" }),
    dryRun: z.boolean().optional().meta({ description: "show what would change, and do nothing" }),
  }),
  effect: "change",
  access: "operator",
  async *run(context) {
    const { memory: memoryBytes, cpus: count, pids, restart, dryRun } = context.input;
    const { host, container } = await findOwn(context, "change");
    const change = {
      memoryBytes,
      cpus: count,
      pids,
      restart: restart === undefined ? undefined : readRestart(restart),
    };
    checkChange(container.name, change);
    const refused = changeRefusals(change, context.runPolicy);
    if (dryRun) {
      yield dryChangeReply(container, change, refused);
      return;
    }
    if (refused.length > 0) throw new Problem("not-allowed", refused.join(" "));
    const rows = changeRows(container, change);
    context.leases.containers.resized(container, change, context.caller);
    const warnings = await host.operations.update(container.id, change, context.signal);
    const after = await lookUp(host, container.id, context.signal);
    const observed = observedContainer(after, { host: context.input.host, note: warnings.join(" ") || undefined });
    const is = changeRows(after, change).map(([, value = ""]) => value);
    const both = rows.map(([what = "", was = ""], row) => [what, was, is[row] ?? ""]);
    yield { ...observed, blocks: [{ kind: "table", columns: ["What", "Was", "Is"], rows: both }] };
  },
});
