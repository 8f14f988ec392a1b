import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { affected, powerInput, powerOf } from "#core/power.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Update WSL on a host; everything on it stops and is brought back",
  examples: [{ line: "/host update win", does: "says whose databases would stop, and asks" }],
  input: z.strictObject(powerInput),
  effect: "destroy",
  access: "admin",
  async confirm({ input, hosts, leases }) {
    const { power } = powerOf(hosts, input.name);
    const there = hosts.all.filter((host) => host.power).flatMap((host) => leases.list({ host: host.name }));
    return `Update ${power.what}? It stops every distribution of that machine. ${affected(there)}`;
  },
  async *run({ input, hosts, leases, signal }) {
    const { host, power } = powerOf(hosts, input.name);
    const there = leases.list({ host: host.name });
    const before = await leases.states(there, signal);
    const running = there.filter((lease) => before.get(lease.id) === "running");

    const updated = yield* working(`Updating ${host.name}`, power.update(signal));
    yield* working(`Starting ${host.name}`, power.start(signal));
    for (const lease of running) yield* working(`Bringing ${lease.name} back`, leases.start(lease, signal));

    const same = updated.before === updated.after;
    yield {
      tone: "ok",
      title: same ? `${host.name} is up to date: ${updated.after}` : `${host.name} is at ${updated.after}`,
      blocks: [
        {
          kind: "fields",
          fields: {
            Before: updated.before,
            After: updated.after,
            "Brought back": running.length === 0 ? "nothing ran" : running.map(({ name }) => name).join(", "),
            ...(updated.said !== "" && { "It said": updated.said }),
          },
        },
      ],
    };
  },
});
