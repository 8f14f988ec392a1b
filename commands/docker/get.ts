import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findOwn, hostInput } from "#core/docker/find.ts";
import { onlyFile } from "#core/docker/tar.ts";
import { showBytes } from "#core/units.ts";

/** What chats take as a file from a bot: Discord 10 MiB, Slack much more. */
const MOST_BYTES = 10 * 1024 * 1024;

export default defineCommand({
  summary: "Get a file or folder out of a container",
  examples: [
    { line: "/docker get web /etc/nginx/nginx.conf", does: "the file" },
    { line: "/docker get web /etc/nginx", does: "the folder as a tar archive" },
  ],
  input: z.strictObject({
    name: containerInput.name,
    path: z
      .string()
      .regex(/^\//, { error: "expected an absolute path, as /etc/hosts." })
      .meta({ positional: true, description: "the file's path in the container", placeholder: "/path" }),
    ...hostInput,
  }),
  effect: "read",
  access: "admin",
  audience: "caller",
  async *run(context) {
    const { path } = context.input;
    const { host, container } = await findOwn(context, "take files out of");
    const tar = await host.operations.archive(container.id, path, MOST_BYTES, context.signal);
    const file = onlyFile(tar);
    const last = path.split("/").findLast((part) => part !== "") ?? "root";
    const bytes = file?.content ?? tar;
    yield {
      tone: "ok",
      title: `${path} of ${container.name}, ${showBytes(bytes.length)}`,
      blocks: [{ kind: "file", name: file ? last : `${last}.tar`, bytes }],
    };
  },
});
