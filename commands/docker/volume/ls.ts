import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { ownerOf, withOwner } from "#core/docker/ownership.ts";
import { showAge, showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "List the volumes of a host",
  examples: [
    { line: "/docker volume ls", does: "with what mounts each" },
    { line: "/docker volume ls --size", does: "with how much is in each, which takes longer" },
  ],
  input: z.strictObject({
    size: z.boolean().optional().meta({ description: "how much is in each; the host reads every file for it" }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, leases, signal }) {
    const host = hosts.find(input.host);
    const [volumes, containers, space] = await Promise.all([
      host.operations.volumes(signal),
      host.operations.list({ all: true, filters: {} }, signal),
      input.size ? host.operations.space(signal) : undefined,
    ]);
    const sizeOf = (name: string) => space?.volumes.get(name)?.sizeBytes ?? -1;
    const now = new Date();
    yield {
      tone: "ok",
      title: `${volumes.length === 1 ? "1 volume" : `${volumes.length} volumes`} on ${host.name}`,
      blocks: [
        {
          kind: "table",
          columns: ["Name", "Age", "Used by", "Whose", ...(space ? ["Size"] : [])],
          rows: volumes.map((volume) => [
            volume.name,
            volume.createdAt ? showAge(volume.createdAt, now) : "",
            containers
              .filter(({ volumes }) => volumes.includes(volume.name))
              .map(({ name }) => name)
              .join(", "),
            ownerOf(withOwner(volume, leases.containers)) ?? "not ours",
            ...(space ? [sizeOf(volume.name) < 0 ? "unknown" : showBytes(sizeOf(volume.name))] : []),
          ]),
        },
      ],
    };
  },
});
