import { z } from "zod";
import type { Baked } from "#core/baked.ts";
import { defineCommand } from "#core/command.ts";
import { showBytes, showDuration } from "#core/units.ts";

export default defineCommand({
  summary: "List the baked images of a host: databases whose first start is done already",
  examples: [
    { line: "/host baked", does: "those of the default host, what they take, and when each was last used" },
    { line: "/docker prune --what baked", does: "removes them; the next first start bakes anew" },
  ],
  input: z.strictObject({
    name: z
      .string()
      .optional()
      .meta({ positional: true, description: "which host (default: the first)", suggest: "hosts" }),
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, leases }) {
    const { name } = hosts.find(input.name);
    const baked = leases.baked(name);
    const together = baked.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const count = baked.length === 1 ? "1 baked image" : `${baked.length || "No"} baked images`;
    const now = Date.now();
    yield {
      tone: "ok",
      title: `${count} on ${name}${baked.length === 0 ? "" : `, ${showBytes(together)}`}`,
      ...(baked.length > 0 && {
        blocks: [
          {
            kind: "table",
            columns: ["Database", "Version", "Made from", "Adds", "Made", "Last used", "Image"],
            rows: baked.map((one) => row(one, now)),
          },
        ],
      }),
    };
  },
});

function row({ database, version, image, sizeBytes, createdAt, usedAt, reference }: Baked, now: number): string[] {
  const ago = (at: Date) => `${showDuration(Math.max(0, now - at.getTime()))} ago`;
  const used = usedAt ? ago(usedAt) : "never";
  return [database, version, image, showBytes(sizeBytes), ago(createdAt), used, reference];
}
