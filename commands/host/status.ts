import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { reachNotes } from "#core/reach.ts";
import type { SpareCount } from "#core/spare.ts";
import { showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "Show one host: engine, room and what is used",
  examples: [
    { line: "/host status", does: "the default host" },
    { line: "/host status lab", does: "the host called lab" },
  ],
  input: z.strictObject({
    name: z
      .string()
      .optional()
      .meta({ positional: true, description: "which one (default: the first)", suggest: "hosts" }),
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, leases, signal }) {
    const host = hosts.find(input.name);
    const [engine, disk] = await Promise.all([host.describe(signal), host.diskUsage(signal)]);
    yield {
      tone: "ok",
      title: `${host.name} is reachable`,
      blocks: [
        {
          kind: "fields",
          fields: {
            Engine: `${engine.engineVersion}, API ${engine.apiVersion}, answers in ${Math.round(engine.latencyMs)} ms`,
            System: `${engine.operatingSystem}, ${engine.architecture}`,
            CPUs: String(engine.cpus),
            Memory: showBytes(engine.memoryBytes),
            Containers: `${engine.containersRunning} running, ${engine.containers} in all`,
            "Disk used": `images ${showBytes(disk.imagesBytes)}, containers ${showBytes(disk.containersBytes)}, volumes ${showBytes(disk.volumesBytes)}`,
            Clients: `dial ${host.address}, ports ${host.ports.first} to ${host.ports.last} bound to ${host.bind}`,
            ...sparesField(leases.spares(host.name)),
            Kind: host.kind,
          },
        },
        ...reachNotes(host).map((text) => ({ kind: "text" as const, text })),
      ],
    };
  },
});

function sparesField(counts: readonly SpareCount[]): Record<string, string> {
  const texts = counts.map(
    ({ database, version, ready, count }) =>
      `${database}${version === undefined ? "" : ` ${version}`} ${ready} of ${count} ready`,
  );
  return texts.length === 0 ? {} : { Spares: texts.join(", ") };
}
