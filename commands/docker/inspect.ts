import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { atHost } from "#core/docker/at-host.ts";
import { containerInput, findContainer } from "#core/docker/find.ts";
import { factsOf, usageOf, variablesOf } from "#core/docker/inspect-fields.ts";
import { isolationOf } from "#core/docker/isolation.ts";
import { measureAll } from "#core/docker/measure.ts";
import { jsonFile } from "#core/docker/json-file.ts";
import { withoutSecrets } from "#core/docker/secret-env.ts";
import type { Host } from "#core/host.ts";
import type { ContainerDetail } from "#core/operations.ts";
import type { Reply } from "#core/reply.ts";

export default defineCommand({
  summary: "Show what a container is and how far it is kept apart from its host",
  examples: [
    { line: "/docker inspect web", does: "image, state, ports, mounts, limits, isolation and use" },
    { line: "/docker inspect web --raw", does: "Docker's whole answer as a file, without secrets" },
  ],
  input: z.strictObject({
    ...containerInput,
    raw: z.boolean().optional().meta({ description: "Docker's whole answer as a JSON file" }),
    env: z.boolean().optional().meta({ description: "its variables too, without those that look secret" }),
  }),
  effect: "read",
  access: "viewer",
  async *run(context) {
    const { host, container } = await findContainer(context);
    const { name, state } = container;
    if (context.input.raw) {
      yield {
        tone: "ok",
        title: `${name} is ${state}`,
        blocks: [jsonFile(`${name}.json`, withoutSecrets(container.raw))],
      };
      return;
    }
    const described = describe(container, context.input);
    if (state !== "running") {
      yield described();
      return;
    }
    // Measuring takes an old engine two seconds, for which nobody has to wait for the rest.
    yield { ...described(), tone: "working" };
    yield described(await usedBy(container, host, context.signal));
  },
});

function describe(
  container: ContainerDetail,
  { env, host }: { readonly env?: boolean | undefined; readonly host?: string | undefined },
) {
  const { name, state } = container;
  const at = `${name}${atHost(host)}`;
  return (usage: Readonly<Record<string, string>> = {}): Reply => ({
    tone: "ok",
    title: `${name} is ${state}`,
    blocks: [
      { kind: "fields", fields: factsOf(container, new Date()) },
      { kind: "text", text: "How it is kept apart:" },
      { kind: "fields", fields: { ...isolationOf(container), ...usage } },
      ...(env ? [{ kind: "table" as const, columns: ["Variable", "Value"], rows: variablesOf(container) }] : []),
    ],
    actions: [
      { label: "Logs", command: `/docker logs ${at}` },
      { label: "Raw", command: `/docker inspect ${at} --raw` },
    ],
  });
}

async function usedBy(container: ContainerDetail, host: Host, signal: AbortSignal) {
  const [measured] = await measureAll([container], host.operations, signal);
  return usageOf(container, measured?.usage);
}
