import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { affected, leasedOn, named, onMachineOf, powered, powerInput } from "#core/power.ts";
import { runningOn, startAgain, stopsNow, tellChannels } from "#core/power.ts";
import { working } from "#core/reply.ts";

export default defineCommand({
  summary: "Stop a host's machine, and with it every database on it",
  examples: [{ line: "/host stop win", does: "says whose databases would stop, asks, and tells their channels" }],
  input: z.strictObject(powerInput),
  effect: "destroy",
  access: "admin",
  async confirm({ input, hosts, leases }) {
    const host = powered(hosts, input.name);
    return `Stop ${host.power.what}? ${affected(leasedOn(onMachineOf(hosts, host), leases))}`;
  },
  async *run(context) {
    const { input, caller, hosts, leases, signal } = context;
    const host = powered(hosts, input.name);
    const machine = onMachineOf(hosts, host);
    const start = `/host start ${host.name}`;
    const looked = await runningOn(machine, context);
    const there = looked.flatMap(([, some]) => some);
    const why = `${caller.displayName} stops ${host.power.what}.`;
    tellChannels(context, there, stopsNow(host.name, why, `${start} brings them back, with their data.`));
    for (const [at, some] of looked) yield* working(`Stopping ${host.name}`, leases.pause(at, some, signal));
    try {
      for (const { power } of machine) yield* working(`Stopping ${host.name}`, power.stop(signal));
    } catch (error) {
      // A machine that does not stop is of no use without what runs on it.
      yield* startAgain(context, machine);
      throw error;
    }
    yield {
      tone: "ok",
      title: `${host.name} is stopped`,
      ...(there.length > 0 && { blocks: [{ kind: "text", text: `Stopped with it: ${named(there)}.` }] }),
      actions: [{ label: "Start", command: start }],
    };
  },
});
