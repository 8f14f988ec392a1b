import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { Problem } from "#core/problem.ts";
import { redact } from "#core/redact.ts";
import { showAge, showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "List the layers of an image",
  examples: [{ line: "/docker history postgres:16", does: "each step of its build, with its size" }],
  input: z.strictObject({
    image: z.string().meta({
      positional: true,
      description: "the image, like postgres:16",
      placeholder: "image",
      suggest: "images",
    }),
    ...hostInput,
  }),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, signal }) {
    const host = hosts.find(input.host);
    const image = await host.images.inspect(input.image, signal);
    if (!image) {
      throw new Problem("no-such-image", `There is no image ${input.image} on ${host.name}.`, {
        hint: `/docker pull ${input.image}`,
      });
    }
    const layers = await host.operations.history(image.id, signal);
    const now = new Date();
    yield {
      tone: "ok",
      title: `${input.image}: ${layers.length} layers, ${showBytes(image.sizeBytes)}`,
      blocks: [
        {
          kind: "table",
          columns: ["Age", "Size", "Made by"],
          rows: layers.map(({ createdAt, sizeBytes, createdBy }) => [
            showAge(createdAt, now),
            showBytes(sizeBytes),
            // Build arguments stand in it as they were given.
            redact(createdBy).slice(0, 200),
          ]),
        },
      ],
    };
  },
});
