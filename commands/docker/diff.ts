import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";
import { logReply } from "#core/docker/log-text.ts";

export default defineCommand({
  summary: "List the files a container changed in its image",
  examples: [{ line: "/docker diff web", does: "added, changed and deleted files" }],
  input: z.strictObject(containerInput),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { host, container } = await findContainer(context);
    const changes = await host.operations.changes(container.id, context.signal);
    const lines = changes.map(({ kind, path }) => `${kind.padEnd(7)} ${path}`);
    yield lines.length === 0
      ? { tone: "ok", title: `${container.name} changed nothing outside its volumes` }
      : logReply(
          { name: `${container.name} changes`, grep: undefined },
          { lines, truncated: false, ended: true },
          Infinity,
        );
  },
});
