import { z } from "zod";
import { defineCommand } from "#core/command.ts";
import type { Context } from "#core/command.ts";
import { hostInput } from "#core/docker/find.ts";
import { mayChange } from "#core/docker/ownership.ts";
import { pickNamed } from "#core/docker/pick.ts";
import { Problem } from "#core/problem.ts";

export default defineCommand({
  summary: "Remove a network that nothing is on",
  examples: [{ line: "/docker network rm shop-net", does: "asks first" }],
  input: z.strictObject({
    name: z.string().meta({ positional: true, description: "its name", placeholder: "network", suggest: "networks" }),
    ...hostInput,
  }),
  effect: "destroy",
  access: "operator",
  async confirm(context) {
    const { host, network } = await find(context);
    return `Remove the network ${network.name} of ${host.name}?`;
  },
  async *run(context) {
    const { host, network, users } = await find(context);
    if (users.length > 0) {
      throw new Problem("host-refused", `The network ${network.name} is in use by ${users.join(", ")}.`, {
        hint: `Remove them first: /docker rm ${users[0]}`,
      });
    }
    await host.operations.removeNetwork(network.id, context.signal);
    yield { tone: "ok", title: `The network ${network.name} is gone` };
  },
});

async function find(context: Context<{ readonly name: string; readonly host?: string | undefined }>) {
  const { input, hosts, signal, caller } = context;
  const host = hosts.find(input.host);
  const [networks, containers] = await Promise.all([
    host.operations.networks(signal),
    host.operations.list({ all: true, filters: { network: [input.name] } }, signal),
  ]);
  const network = pickNamed("network", networks, input.name, host.name);
  mayChange(network, { caller, role: context.role(), verb: "remove", look: "/docker network ls" });
  return { host, network, users: containers.map(({ name }) => name) };
}
