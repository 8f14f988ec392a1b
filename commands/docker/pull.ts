import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { shortId } from "#core/docker/pick.ts";
import { working } from "#core/reply.ts";
import { showBytes } from "#core/units.ts";

export default defineCommand({
  summary: "Pull an image from its registry",
  examples: [{ line: "/docker pull postgres:16", does: "with progress, and the digest at the end" }],
  input: z.strictObject({
    image: z.string().meta({
      positional: true,
      description: "the image, like postgres:16",
      placeholder: "image",
      suggest: "images",
    }),
    ...hostInput,
  }),
  effect: "change",
  access: "operator",
  async *run({ input, hosts, leases, signal }) {
    const host = hosts.find(input.host);
    await leases.checkDisk(host, signal);
    const before = await host.images.inspect(input.image, signal);
    const image = yield* working(`Pulling ${input.image}`, host.images.pull(input.image, signal));
    const same = before?.id === image.id;
    yield {
      tone: "ok",
      title: same ? `${input.image} was up to date already` : `${input.image} is on ${host.name}`,
      blocks: [
        {
          kind: "fields",
          fields: {
            ...(image.digest !== undefined && { Digest: image.digest }),
            Id: shortId(image.id),
            Size: showBytes(image.sizeBytes),
            Architecture: image.architecture,
            ...(before && !same && { Before: shortId(before.id) }),
          },
        },
      ],
    };
  },
});
