import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { affected, powerInput, powerOf } from "#core/power.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Stop a host's machine, and with it every database on it",
  examples: [{ line: "/host stop win", does: "says whose databases would stop, and asks" }],
  input: z.strictObject(powerInput),
  effect: "destroy",
  access: "admin",
  async confirm({ input, hosts, leases }) {
    const { host, power } = powerOf(hosts, input.name);
    return `Stop ${power.what}? ${affected(leases.list({ host: host.name }))}`;
  },
  async *run({ input, hosts, signal }) {
    const { host, power } = powerOf(hosts, input.name);
    yield* working(`Stopping ${host.name}`, power.stop(signal));
    yield {
      tone: "ok",
      title: `${host.name} is stopped`,
      actions: [{ label: "Start", command: `/host start ${host.name}` }],
    };
  },
});
