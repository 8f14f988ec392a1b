import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { ownerOf } from "#core/docker/ownership.ts";

export default defineCommand({
  summary: "List the networks of a host",
  examples: [{ line: "/docker network ls", does: "all of them, with what is on each" }],
  input: z.strictObject(hostInput),
  effect: "read",
  access: "viewer",
  async *run({ input, hosts, signal }) {
    const host = hosts.find(input.host);
    const [networks, containers] = await Promise.all([
      host.operations.networks(signal),
      host.operations.list({ all: true, filters: {} }, signal),
    ]);
    yield {
      tone: "ok",
      title: `${networks.length} networks on ${host.name}`,
      blocks: [
        {
          kind: "table",
          columns: ["Name", "Driver", "Way out", "Containers", "Whose"],
          rows: networks.map((network) => [
            network.name,
            network.driver,
            network.internal ? "no" : "yes",
            String(containers.filter(({ networks }) => networks.includes(network.name)).length),
            ownerOf(network) ?? (network.labels["longshore.network"] === undefined ? "not ours" : "shared"),
          ]),
        },
      ],
    };
  },
});
