import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { ownLabels } from "#core/docker/ownership.ts";
import { containerName } from "#core/names.ts";
import { Problem } from "#core/problem.ts";

export default defineCommand({
  summary: "Make a network on which containers reach one another by name",
  examples: [
    { line: "/docker network create shop-net", does: "then: /docker run --network shop-net …" },
    { line: "/docker network create vault --internal", does: "without a way out, and nothing published" },
  ],
  input: z.strictObject({
    name: containerName.meta({ positional: true, description: "its name", placeholder: "network" }),
    internal: z.boolean().optional().meta({ description: "no way out of it, and no published ports" }),
    ...hostInput,
  }),
  effect: "change",
  access: "operator",
  async *run({ input, caller, hosts, signal }) {
    const host = hosts.find(input.host);
    const { name, internal = false } = input;
    // Docker may make a second network of the same name without a word.
    if ((await host.operations.networks(signal)).some((network) => network.name === name)) {
      throw new Problem("name-taken", `There is a network ${name} on ${host.name} already.`, {
        hint: `/docker run --network ${name} …`,
      });
    }
    await host.operations.createNetwork({ name, internal, labels: ownLabels(name, caller) }, signal);
    yield {
      tone: "ok",
      title: `The network ${name} is there`,
      blocks: [{ kind: "text", text: `Put containers on it: /docker run --network ${name} …` }],
    };
  },
});
