import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { imageCells } from "#core/docker/image-table.ts";

export default defineCommand({
  summary: "List the images on a host",
  examples: [
    { line: "/docker images", does: "those with a name" },
    { line: "/docker images --all", does: "those without one, too" },
  ],
  input: z.strictObject({
    all: z.boolean().optional().meta({ description: "those without a name, too", alias: "a" }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, signal }) {
    const host = hosts.find(input.host);
    const [images, containers] = await Promise.all([
      host.operations.images(signal),
      host.operations.list({ all: true, filters: {} }, signal),
    ]);
    const shown = input.all ? images : images.filter(({ tags }) => tags.length > 0);
    yield {
      tone: "ok",
      title: `${shown.length} image${shown.length === 1 ? "" : "s"} on ${host.name}`,
      blocks: [
        {
          kind: "table",
          columns: ["Tags", "Id", "Size", "Age", "Used by"],
          rows: shown.map((image) => imageCells(image, containers, new Date())),
        },
      ],
    };
  },
});
