import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Updated } from "#core/host-power.ts";
import { affected, leasedOn, powered, powerInput, resumedBlocks, runningOn } from "#core/power.ts";
import { startAgain, stopsNow, tellChannels, withPower } from "#core/power.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Update WSL on a host; everything on it stops and is brought back",
  examples: [{ line: "/host update win", does: "says whose databases would stop, asks, and tells their channels" }],
  input: z.strictObject(powerInput),
  effect: "destroy",
  access: "admin",
  async confirm({ input, hosts, leases }) {
    const { power } = powered(hosts, input.name);
    const there = leasedOn(withPower(hosts), leases);
    return `Update ${power.what}? It stops every distribution of that machine. ${affected(there)}`;
  },
  async *run(context) {
    const { input, caller, hosts, leases, signal } = context;
    const host = powered(hosts, input.name);
    const looked = await runningOn(withPower(hosts), context);
    const why = `${caller.displayName} updates WSL, which stops every distribution.`;
    const there = looked.flatMap(([, some]) => some);
    tellChannels(context, there, stopsNow(host.name, why, "They are brought back afterwards, with their data."));
    for (const [at, some] of looked) yield* working(`Updating ${host.name}`, leases.pause(at, some, signal));

    let updated: Updated | undefined;
    let failure: unknown;
    try {
      updated = yield* working(`Updating ${host.name}`, host.power.update(signal));
    } catch (error) {
      failure = error;
    }
    // Also after an update that failed: what was stopped for it is brought back.
    const resumed = yield* startAgain(context, new Set([host, ...looked.map(([other]) => other)]));
    if (!updated) throw failure;
    const same = updated.before === updated.after;
    yield {
      tone: resumed.failed.length === 0 ? "ok" : "warning",
      title: same ? `${host.name} is up to date: ${updated.after}` : `${host.name} is at ${updated.after}`,
      blocks: [
        {
          kind: "fields",
          fields: {
            Before: updated.before,
            After: updated.after,
            ...(updated.said !== "" && { "It said": updated.said }),
          },
        },
        ...(there.length === 0 ? [{ kind: "text" as const, text: "Nothing ran there." }] : []),
        ...resumedBlocks(resumed),
      ],
    };
  },
});
