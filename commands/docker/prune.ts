import { z } from "zod";
import { callerId } from "#core/caller.ts";
import { defineCommand } from "#core/command.ts";
import type { Context } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { describeLeftovers, leftovers, PRUNED, pruneLines, pruneRequests, total } from "#core/docker/prune-plan.ts";
import type { Leftover, Pruned } from "#core/docker/prune-plan.ts";
import { jsonFile } from "#core/docker/json-file.ts";
import { removeLeftovers, takeStock } from "#core/docker/prune-run.ts";
import type { Block } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "Remove what nobody uses: ended containers, unnamed images, spare networks and volumes",
  examples: [
    { line: "/docker prune --dry-run", does: "what would go, how much, and the requests" },
    { line: "/docker prune --what containers --mine", does: "your ended containers; asks first" },
  ],
  input: z.strictObject({
    what: z
      .array(z.enum(PRUNED))
      .optional()
      .meta({ description: "only these; default: all but volumes and baked images" }),
    mine: z.boolean().optional().meta({ description: "only what is yours" }),
    dryRun: z.boolean().optional().meta({ description: "show what would go, and do nothing" }),
    ...hostInput,
  }),
  effect: "destroy",
  access: "admin",
  async confirm(context) {
    if (context.input.dryRun) return undefined;
    const { found, host } = await find(context);
    if (found.length === 0) return `${nothing(host.name)}. Look again?`;
    const question = `Remove this from ${host.name}, which frees ${showBytes(total(found))}?`;
    return [question, ...describeLeftovers(found)].join("\n");
  },
  async *run(context) {
    const { found, host } = await find(context);
    const size = showBytes(total(found));
    if (found.length === 0) {
      yield { tone: "ok", title: nothing(host.name), audience: "caller" };
      return;
    }
    if (context.input.dryRun) {
      const fields = { Policy: "allows it", Line: pruneLines(found).join("\n") };
      const blocks: Block[] = [
        ...listed(found),
        { kind: "fields", fields },
        jsonFile("requests.json", pruneRequests(found)),
      ];
      yield { tone: "ok", title: `${size} on ${host.name} would go`, audience: "caller", blocks };
      return;
    }
    yield { tone: "working", title: `Removing ${found.length} things from ${host.name}` };
    const { removed, kept } = await removeLeftovers(found, host, context.signal);
    for (const { labels } of removed) context.leases.containers.removed({ labels });
    yield {
      tone: kept.length === 0 ? "ok" : "warning",
      title: `${showBytes(total(removed))} on ${host.name} are free again`,
      blocks: [...listed(removed), ...kept.map((text): Block => ({ kind: "text", text }))],
    };
  },
});

type Asked = {
  readonly what?: readonly Pruned[] | undefined;
  readonly mine?: boolean | undefined;
  readonly host?: string | undefined;
};

async function find({ input, caller, hosts, leases, signal }: Context<Asked>) {
  const host = hosts.find(input.host);
  // Data goes only when somebody says so, and what makes the next database quick.
  const kinds = input.what ?? PRUNED.filter((kind) => kind !== "volumes" && kind !== "baked");
  const stock = await takeStock(host.operations, leases.containers, leases.baked(host.name), signal);
  return { host, found: leftovers(stock, kinds, input.mine ? callerId(caller) : undefined) };
}

function nothing(host: string): string {
  return `There is nothing to remove on ${host}`;
}

function listed(found: readonly Leftover[]): readonly Block[] {
  return describeLeftovers(found).map((text) => ({ kind: "text", text }));
}
