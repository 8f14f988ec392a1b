import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";
import { factsOf, usageOf, variablesOf } from "#core/docker/inspect-fields.ts";
import { isolationOf } from "#core/docker/isolation.ts";
import { withoutSecrets } from "#core/docker/secret-env.ts";

export default defineCommand({
  summary: "Show what a container is and how far it is kept apart from its host",
  examples: [
    { line: "/docker inspect web", does: "image, state, ports, mounts, limits and isolation" },
    { line: "/docker inspect web --raw", does: "Docker's whole answer as a file, without secrets" },
  ],
  input: z.strictObject({
    ...containerInput,
    raw: z.boolean().optional().meta({ description: "Docker's whole answer as a JSON file" }),
    env: z.boolean().optional().meta({ description: "its variables too, without those that look secret" }),
    usage: z.boolean().optional().meta({ description: "what it uses now too, which takes a second" }),
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { host, container } = await findContainer(context);
    const { name, state } = container;
    const title = `${name} is ${state}`;
    if (context.input.raw) {
      const json = JSON.stringify(withoutSecrets(container.raw), null, 2);
      yield {
        tone: "ok",
        title,
        blocks: [{ kind: "file", name: `${name}.json`, bytes: new TextEncoder().encode(json) }],
      };
      return;
    }
    const measured = context.input.usage === true && state === "running";
    const usage = measured ? await host.operations.usage(container.id, context.signal) : undefined;
    yield {
      tone: "ok",
      title,
      blocks: [
        { kind: "fields", fields: { ...factsOf(container, new Date()), ...(measured && usageOf(container, usage)) } },
        { kind: "text", text: "How it is kept apart:" },
        { kind: "fields", fields: isolationOf(container) },
        ...(context.input.env
          ? [{ kind: "table" as const, columns: ["Variable", "Value"], rows: variablesOf(container) }]
          : []),
      ],
      actions: [
        { label: "Logs", command: `/docker logs ${name}` },
        { label: "Raw", command: `/docker inspect ${name} --raw` },
      ],
    };
  },
});
