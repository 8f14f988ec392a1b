import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";
import { hideArguments } from "#core/docker/secret-env.ts";

export default defineCommand({
  summary: "List the processes of a container",
  examples: [{ line: "/docker top web", does: "its processes, as ps shows them" }],
  input: z.strictObject(containerInput),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { host, container } = await findContainer(context);
    const { titles, rows } = await host.operations.processes(container.id, context.signal);
    yield {
      tone: "ok",
      title: `${container.name}: ${rows.length === 1 ? "1 process" : `${rows.length} processes`}`,
      blocks: [{ kind: "table", columns: titles, rows: rows.map((row) => hideArguments(row)) }],
    };
  },
});
